/// The window's panels: controls that show a model of `ui.model` and ask for commands. They know
/// neither the cluster nor its events.
package dev.vitrine.ui.panel;

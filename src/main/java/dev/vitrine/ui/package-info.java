/// The window: the stage, the panels around it, the keys, and the pulse that brings them the
/// cluster's events. It commands through the cluster's façade and learns only from events and from
/// what its own clients are told.
package dev.vitrine.ui;

/// The lenses below the stage: each looks at one side of the cluster, as a drawing. A lens may show
/// a snapshot and ask its port for more; it knows neither the cluster nor the engine.
package dev.vitrine.ui.lens;

/// What the window's pictures are made of: shapes, and facts that say what they show; a painter
/// that puts them on a canvas, and a node that hits, walks and reads them. A picture is a function
/// of a moment. Knows snapshots, never the engine.
package dev.vitrine.ui.draw;

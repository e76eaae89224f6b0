/// Colours, type and style classes of the window, dark and light. The colours live in the style
/// sheets beside this package and nowhere else; canvases read them from there as a [Palette].
package dev.vitrine.ui.theme;

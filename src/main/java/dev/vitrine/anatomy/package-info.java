/// What the bytes of a frame mean, as plain data: made at the wire, shown by the window.
package dev.vitrine.anatomy;

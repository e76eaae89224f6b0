/// Every picture that the window can show, in a list: canned states told event by event through the
/// projector. A main to look at them; the golden tests walk the same list.
package dev.vitrine.ui.gallery;

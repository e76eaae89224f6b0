/// The outside world as the engine sees it: what a node is given, and what it is asked. JDK only.
package dev.vitrine.env;

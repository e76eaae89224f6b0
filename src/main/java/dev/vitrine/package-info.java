/// The command line: what a person types, and which room carries it out.
package dev.vitrine;

/// Lessons as files: the script of a lesson, its strict reader, and the player that runs it on a
/// real cluster and computes its facts.
package dev.vitrine.scenario;

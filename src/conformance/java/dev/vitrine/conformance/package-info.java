/// Asks a real Kafka and Vitrine the same, call by call, and lists where their answers differ.
package dev.vitrine.conformance;

/// One file per API key: what it takes, what it answers, and what is knowingly left out. A handler
/// translates between Kafka's messages and the room that decides.
package dev.vitrine.broker.api;

/// Kafka's settings: names, types, defaults and ranges, for brokers and for topics. JDK only.
package dev.vitrine.config;

package dev.vitrine.controller;

import org.apache.kafka.common.Uuid;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A topic as the cluster knows it. Immutable.
///
/// @param partitions by number, without gaps from 0 on
public record TopicImage(
        String name, Uuid id, SortedMap<Integer, PartitionRegistration> partitions) {

    public TopicImage {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }
}

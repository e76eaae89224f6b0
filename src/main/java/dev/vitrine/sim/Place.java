package dev.vitrine.sim;

/// A partition by its topic's name.
record Place(String topic, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}

package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.history.TopicPartition;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A cluster of 10 brokers and 200 partitions with replication factor 3, 4 producers and 20
/// consumers, told as its nodes would tell it: 1 000 records a second in batches of two.
public final class DenseTraffic {
    private static final int BATCHES_PER_SECOND = 500;
    private static final int RECORDS = 2;
    private static final int FETCHES_PER_SECOND = 200;
    private static final int COMMITS_PER_SECOND = 20;
    private static final int MS_PER_SECOND = 1_000;

    private final Tape tape;
    private final Map<TopicPartition, Long> ends = new TreeMap<>();
    private final List<TopicPartition> partitions;
    private long toldMs;
    private long batches;
    private long fetches;
    private long commits;

    public DenseTraffic(Consumer<Event> listener) {
        tape = new Tape(listener);
        StageExhibits.well(tape);
        tape.snapshot().partitions().forEach(each -> ends.put(each.id(), each.highWatermark() + 2));
        partitions = List.copyOf(ends.keySet());
    }

    /// Lets so much time pass, and tells what happened in it.
    public void pass(long ms) {
        tape.pass(ms);
        toldMs += ms;
        for (; batches < toldMs * BATCHES_PER_SECOND / MS_PER_SECOND; batches++) {
            batch(batches);
        }
        for (; fetches < toldMs * FETCHES_PER_SECOND / MS_PER_SECOND; fetches++) {
            fetch(fetches);
        }
        for (; commits < toldMs * COMMITS_PER_SECOND / MS_PER_SECOND; commits++) {
            TopicPartition id = partition("orders", commits);
            tape.commit("billing", id, ends.getOrDefault(id, 0L) - 3);
        }
    }

    private TopicPartition partition(String topic, long n) {
        return new TopicPartition(topic, (int) (n * 7 % StageExhibits.TOPICS.get(topic)));
    }

    private void batch(long n) {
        TopicPartition id = partitions.get((int) (n * 37 % partitions.size()));
        var view = tape.snapshot().partition(id.topic(), id.partition());
        int leader = view.leader();
        String producer = id.topic() + "-writer";
        long base = ends.getOrDefault(id, 0L);
        long end = base + RECORDS;
        tape.ask(producer, leader, "Produce", id + " ×" + RECORDS);
        for (int node : view.replicas()) {
            tape.append(node, id.topic(), id.partition(), base, end - 1, 0);
            tape.high(node, id.topic(), id.partition(), base);
        }
        tape.answer(producer, leader, "Produce", "NONE");
        ends.put(id, end);
    }

    private void fetch(long n) {
        TopicPartition id = partition("orders", n);
        int leader = tape.snapshot().partition(id.topic(), id.partition()).leader();
        String member = "billing-" + (n % 8 + 1);
        tape.ask(member, leader, "Fetch", id.toString());
        tape.answer(member, leader, "Fetch", "NONE");
    }
}

package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.protocol.Errors;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A member of the consumer protocol, as far as the coordinator sees it: it gives up at once what
/// it no longer is to own, and takes what it is given.
final class ConsumerClient {
    private final Coordinators world;
    final String group;
    final String id;
    final String instanceId;
    List<String> topics = List.of("orders");
    String regex;
    String assignor;
    int epoch;

    /// It says everything again then, and is told everything.
    boolean lostAnswer;

    /// What it owns, by its own account.
    SortedSet<PartitionId> owned = new TreeSet<>();

    /// What it was told last to own.
    SortedSet<PartitionId> told = new TreeSet<>();

    ConsumerClient(Coordinators world, String group, String id, String instanceId) {
        this.world = world;
        this.group = group;
        this.id = id;
        this.instanceId = instanceId;
    }

    ConsumerGroupHeartbeat joining() {
        return new ConsumerGroupHeartbeat(
                group,
                id,
                0,
                instanceId,
                null,
                Coordinators.REBALANCE_MS,
                topics,
                regex,
                assignor,
                new TreeSet<>(),
                "app",
                "/127.0.0.1",
                true);
    }

    ConsumerGroupHeartbeat beating() {
        return beating(epoch);
    }

    ConsumerGroupHeartbeat beating(int memberEpoch) {
        return new ConsumerGroupHeartbeat(
                group,
                id,
                memberEpoch,
                instanceId,
                null,
                lostAnswer ? Coordinators.REBALANCE_MS : -1,
                lostAnswer ? topics : null,
                lostAnswer ? regex : null,
                null,
                owned,
                "app",
                "/127.0.0.1",
                true);
    }

    ConsumerGroupHeartbeat.Result join() {
        owned = new TreeSet<>();
        epoch = 0;
        return take(world.send(joining()).get());
    }

    ConsumerGroupHeartbeat.Result beat() {
        return take(world.send(beating()).get());
    }

    Errors leave() {
        return leave(-1);
    }

    Errors leave(int with) {
        return world.send(beating(with)).get().error();
    }

    ConsumerGroupHeartbeat.Result take(ConsumerGroupHeartbeat.Result result) {
        lostAnswer = false;
        if (result.error() == Errors.NONE && result.memberEpoch() >= 0) {
            epoch = result.memberEpoch();
            if (result.assignment() != null) {
                told = new TreeSet<>(result.assignment());
                owned = new TreeSet<>(told);
            }
        }
        return result;
    }

    /// Beats until it is told nothing new.
    void settle() {
        for (int i = 0; i < 5; i++) {
            assertThat(beat().error()).isEqualTo(Errors.NONE);
        }
    }

    List<Integer> partitions() {
        return owned.stream().map(PartitionId::partition).toList();
    }
}

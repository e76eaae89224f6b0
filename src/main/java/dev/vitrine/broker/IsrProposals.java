package dev.vitrine.broker;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.replica.Assignment;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionRequestData.BrokerState;
import org.apache.kafka.common.message.AlterPartitionRequestData.PartitionData;
import org.apache.kafka.common.message.AlterPartitionRequestData.TopicData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/// The in-sync sets that this broker's leaders have asked the controller for (AlterPartition,
/// KIP-497). At most one proposal a partition; all that wait go in one request; what fails to
/// arrive is sent again.
final class IsrProposals {
    /// Partitions in one request.
    static final int PARTITIONS_PER_REQUEST_MAX = 1_000;

    /// The pause after a request that failed.
    static final long RETRY_MS = 50;

    static final long REQUEST_TIMEOUT_MS = 5_000;

    private record Key(Uuid topicId, int partition) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTopic = topicId.compareTo(other.topicId);
            return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        }
    }

    /// @param epochs of each member of `isr`, the epoch of the registration with which it caught
    ///   up: one that has restarted since, and may have lost what it had, is not let in (KIP-903)
    private record Proposal(
            Assignment current, List<Integer> isr, List<Long> epochs, Runnable refused) {}

    private final int nodeId;
    private final Environment env;
    private final ControllerChannel controller;
    private final LongSupplier ownEpoch;
    private final IntToLongFunction brokerEpoch;
    private final TreeMap<Key, Proposal> waiting = new TreeMap<>();
    private boolean asking;
    private long nextMs;

    /// @param ownEpoch the epoch of this broker's registration
    /// @param brokerEpoch the epoch of another broker's registration, -1 when it has none
    IsrProposals(
            int nodeId,
            Environment env,
            ControllerChannel controller,
            LongSupplier ownEpoch,
            IntToLongFunction brokerEpoch) {
        this.nodeId = nodeId;
        this.env = env;
        this.controller = controller;
        this.ownEpoch = ownEpoch;
        this.brokerEpoch = brokerEpoch;
    }

    void propose(Assignment current, List<Integer> isr, Runnable refused) {
        waiting.put(
                new Key(current.topicId(), current.partition()),
                new Proposal(
                        current,
                        isr,
                        isr.stream().map(brokerEpoch::applyAsLong).toList(),
                        refused));
    }

    /// Forgets the proposals about a partition whose state has moved on.
    void onAssigned(Assignment assignment) {
        Key key = new Key(assignment.topicId(), assignment.partition());
        Proposal proposal = waiting.get(key);
        if (proposal != null && assignment.partitionEpoch() > proposal.current.partitionEpoch()) {
            waiting.remove(key);
        }
    }

    long onTime() {
        long now = env.clock().nowMs();
        if (waiting.isEmpty() || asking) {
            return Node.NEVER;
        }
        if (now >= nextMs) {
            if (controller.knowsController() && ownEpoch.getAsLong() >= 0) {
                send();
                return Node.NEVER;
            }
            nextMs = now + RETRY_MS;
        }
        return nextMs;
    }

    private void send() {
        asking = true;
        Map<Key, Proposal> asked = new LinkedHashMap<>();
        TreeMap<Uuid, TopicData> topics = new TreeMap<>();
        for (Map.Entry<Key, Proposal> entry : waiting.entrySet()) {
            if (asked.size() >= PARTITIONS_PER_REQUEST_MAX) {
                break;
            }
            Proposal proposal = entry.getValue();
            asked.put(entry.getKey(), proposal);
            List<BrokerState> isr = new ArrayList<>();
            for (int i = 0; i < proposal.isr.size(); i++) {
                int replica = proposal.isr.get(i);
                long epoch = replica == nodeId ? ownEpoch.getAsLong() : proposal.epochs.get(i);
                isr.add(new BrokerState().setBrokerId(replica).setBrokerEpoch(epoch));
            }
            topics.computeIfAbsent(entry.getKey().topicId, id -> new TopicData().setTopicId(id))
                    .partitions()
                    .add(
                            new PartitionData()
                                    .setPartitionIndex(entry.getKey().partition)
                                    .setLeaderEpoch(proposal.current.leaderEpoch())
                                    .setPartitionEpoch(proposal.current.partitionEpoch())
                                    .setNewIsrWithEpochs(isr));
        }
        AlterPartitionRequestData request =
                new AlterPartitionRequestData()
                        .setBrokerId(nodeId)
                        .setBrokerEpoch(ownEpoch.getAsLong())
                        .setTopics(new ArrayList<>(topics.values()));
        controller.ask(
                Rpc.Purpose.CONTROL,
                ApiKeys.ALTER_PARTITION,
                (short) 3,
                request,
                REQUEST_TIMEOUT_MS,
                response -> onAnswer(asked, response));
    }

    private void onAnswer(Map<Key, Proposal> asked, @Nullable ApiMessage response) {
        asking = false;
        nextMs = env.clock().nowMs() + RETRY_MS;
        if (!(response instanceof AlterPartitionResponseData answer)
                || answer.errorCode() != Errors.NONE.code()) {
            return;
        }
        nextMs = 0;
        answer.topics()
                .forEach(topic ->
                        topic.partitions()
                                .forEach(partition ->
                                        settle(
                                                asked,
                                                new Key(
                                                        topic.topicId(),
                                                        partition.partitionIndex()),
                                                Errors.forCode(partition.errorCode()))));
    }

    /// 1. NONE: done; the metadata log tells its leader.
    /// 2. INELIGIBLE_REPLICA: the controller knows the same state and has not changed it, so its
    ///    leader may propose anew.
    /// 3. NOT_CONTROLLER: asked again.
    /// 4. Any other: an earlier copy of this very proposal, whose answer was lost, may have been
    ///    taken. Its leader goes on counting the proposed members until the metadata log tells what
    ///    it did not know.
    private void settle(Map<Key, Proposal> asked, Key key, Errors error) {
        Proposal proposal = asked.get(key);
        if (proposal == null || waiting.get(key) != proposal) {
            return;
        }
        if (error == Errors.NOT_CONTROLLER) {
            nextMs = env.clock().nowMs() + RETRY_MS;
            return;
        }
        waiting.remove(key);
        if (error == Errors.INELIGIBLE_REPLICA) {
            proposal.refused.run();
        }
    }
}

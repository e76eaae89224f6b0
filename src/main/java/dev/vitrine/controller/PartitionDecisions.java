package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// Decides leaders and in-sync sets of existing partitions: when brokers come and go, when a leader
/// proposes a set, when somebody asks for elections. Kafka's `ReplicationControlManager`, this
/// part.
final class PartitionDecisions {
    /// Leaderships that move at a time when leaders are balanced by themselves (Kafka's
    /// `MAX_ELECTIONS_PER_IMBALANCE`).
    static final int ELECTIONS_PER_BALANCE_MAX = 1_000;

    private final ClusterImage image;
    private final PartitionChanges changes;

    PartitionDecisions(ClusterImage image, PartitionChanges changes) {
        this.image = image;
        this.changes = changes;
    }

    // ---- brokers come and go -------------------------------------------------------------------

    /// What becomes of the partitions that a broker is in sync with when it is not to be any more.
    List<MetadataRecord> leave(int broker, String why) {
        IntPredicate acceptable = replica -> replica != broker && image.active(replica);
        List<MetadataRecord> records = new ArrayList<>();
        for (PartitionRegistration partition : image.partitions()) {
            if (partition.isr().contains(broker)) {
                List<Integer> rest =
                        partition.isr().stream().filter(member -> member != broker).toList();
                changes.of(partition, acceptable).isr(rest).decide(why).ifPresent(records::add);
            }
        }
        return records;
    }

    /// The same when it may have lost what it had not flushed: it is not eligible either.
    List<MetadataRecord> leaveUncleanly(int broker, String why) {
        if (!image.hasEligibleReplicas()) {
            return leave(broker, why);
        }
        IntPredicate acceptable = replica -> replica != broker && image.active(replica);
        List<MetadataRecord> records = new ArrayList<>();
        for (PartitionRegistration partition : image.partitions()) {
            if (partition.isr().contains(broker) || partition.elr().contains(broker)) {
                List<Integer> rest =
                        partition.isr().stream().filter(member -> member != broker).toList();
                changes.of(partition, acceptable)
                        .isr(rest)
                        .stoppedUncleanly(List.of(broker))
                        .decide(why)
                        .ifPresent(records::add);
            }
        }
        return records;
    }

    /// What becomes of the partitions without a leader when a broker comes alive.
    List<MetadataRecord> join(int broker, String why) {
        return electForLeaderless(replica -> replica == broker || image.active(replica), why);
    }

    /// What becomes of the partitions without a leader now that an unclean election may be allowed.
    Decision<Request.Done> decideUncleanElections() {
        return new Decision<>(
                electForLeaderless(
                        image::active,
                        "an unclean election is allowed: unclean.leader.election.enable = true"),
                new Request.Done());
    }

    private List<MetadataRecord> electForLeaderless(IntPredicate acceptable, String why) {
        List<MetadataRecord> records = new ArrayList<>();
        for (PartitionRegistration partition : image.partitions()) {
            if (!partition.hasLeader()) {
                changes.of(partition, acceptable).decide(why).ifPresent(records::add);
            }
        }
        return records;
    }

    /// Gives leadership back to preferred replicas that are in sync and alive, to so many at a
    /// time. Kafka counts no percentage of a broker's partitions any more, whatever
    /// `leader.imbalance.per.broker.percentage` says.
    Decision<Boolean> decideBalance() {
        List<MetadataRecord> records = new ArrayList<>();
        for (PartitionRegistration partition : image.partitions()) {
            if (records.size() >= ELECTIONS_PER_BALANCE_MAX) {
                break;
            }
            if (partition.leader() != partition.preferredLeader()) {
                changes.of(partition)
                        .elect(LeaderElection.Kind.PREFERRED)
                        .decide("leaders are balanced: auto.leader.rebalance.enable = true")
                        .ifPresent(records::add);
            }
        }
        return new Decision<>(records, records.size() >= ELECTIONS_PER_BALANCE_MAX);
    }

    /// Whether a broker leads any partition.
    boolean leadsAny(int broker) {
        return image.partitions().stream().anyMatch(partition -> partition.leader() == broker);
    }

    // ---- AlterPartition ------------------------------------------------------------------------

    /// The state of partitions that an earlier part of the same request has changed already.
    private static final class Draft {
        private final ClusterImage image;
        private final SortedMap<String, PartitionRegistration> changed = new TreeMap<>();
        private final List<MetadataRecord> records = new ArrayList<>();

        Draft(ClusterImage image) {
            this.image = image;
        }

        @Nullable PartitionRegistration partition(String topic, int partition) {
            PartitionRegistration drafted = changed.get(topic + "-" + partition);
            return drafted != null ? drafted : image.partition(topic, partition).orElse(null);
        }

        PartitionRegistration change(
                PartitionRegistration from, MetadataRecord.PartitionChanged record) {
            PartitionRegistration to = from.after(record);
            changed.put(from.name(), to);
            records.add(record);
            return to;
        }
    }

    Decision<List<Request.AlterPartition.Outcome>> decideAlterPartition(
            Request.AlterPartition request) {
        BrokerDecisions.checkEpoch(image, request.brokerId(), request.brokerEpoch());
        Draft draft = new Draft(image);
        List<Request.AlterPartition.Outcome> outcomes = new ArrayList<>();
        for (Request.AlterPartition.Proposal proposal : request.proposals()) {
            outcomes.add(alter(request.brokerId(), proposal, draft));
        }
        return new Decision<>(draft.records, List.copyOf(outcomes));
    }

    private Request.AlterPartition.Outcome alter(
            int brokerId, Request.AlterPartition.Proposal proposal, Draft draft) {
        Optional<String> topic = image.topicName(proposal.topicId());
        if (topic.isEmpty()) {
            return refused(proposal, Errors.UNKNOWN_TOPIC_ID);
        }
        PartitionRegistration partition = draft.partition(topic.get(), proposal.partition());
        if (partition == null) {
            return refused(proposal, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        Errors error = validate(brokerId, partition, proposal);
        if (error != Errors.NONE) {
            return refused(proposal, error);
        }
        List<Integer> isr =
                proposal.isr().stream().map(Request.AlterPartition.Member::brokerId).toList();
        PartitionRegistration now =
                changes.of(partition)
                        .isr(isr)
                        .decide(proposed(partition.isr(), isr))
                        .map(record -> draft.change(partition, record))
                        .orElse(partition);
        if (now.leader() != brokerId) {
            return refused(proposal, Errors.NEW_LEADER_ELECTED);
        }
        return new Request.AlterPartition.Outcome(
                proposal.topicId(),
                proposal.partition(),
                Errors.NONE,
                now.leader(),
                now.leaderEpoch(),
                now.isr(),
                now.partitionEpoch());
    }

    /// Why a leader proposes these members instead of those: it drops who lags and takes back who
    /// has caught up.
    private static String proposed(List<Integer> before, List<Integer> after) {
        List<String> reasons = new ArrayList<>();
        for (int broker : before) {
            if (!after.contains(broker)) {
                reasons.add("broker " + broker + " lags behind the leader");
            }
        }
        for (int broker : after) {
            if (!before.contains(broker)) {
                reasons.add("broker " + broker + " has caught up");
            }
        }
        return reasons.isEmpty() ? "its leader reordered it" : String.join(", ", reasons);
    }

    /// In Kafka's order:
    ///
    /// 1. epochs ahead of ours: we are not the controller any more;
    /// 2. a leader epoch behind ours: somebody else leads;
    /// 3. another leader: a request that makes no sense;
    /// 4. a partition epoch behind ours: the proposal was made without knowing the last change;
    /// 5. a set that is empty, has strangers, repeats itself or lacks the leader;
    /// 6. a member that is not alive, is about to stop, or restarted since (KIP-841, KIP-903).
    private Errors validate(
            int brokerId,
            PartitionRegistration partition,
            Request.AlterPartition.Proposal proposal) {
        if (proposal.leaderEpoch() > partition.leaderEpoch()
                || proposal.partitionEpoch() > partition.partitionEpoch()) {
            return Errors.NOT_CONTROLLER;
        }
        if (proposal.leaderEpoch() < partition.leaderEpoch()) {
            return Errors.FENCED_LEADER_EPOCH;
        }
        if (brokerId != partition.leader()) {
            return Errors.INVALID_REQUEST;
        }
        if (proposal.partitionEpoch() < partition.partitionEpoch()) {
            return Errors.INVALID_UPDATE_VERSION;
        }
        List<Integer> isr =
                proposal.isr().stream().map(Request.AlterPartition.Member::brokerId).toList();
        if (isr.isEmpty()
                || isr.stream().distinct().count() != isr.size()
                || !partition.replicas().containsAll(isr)
                || !isr.contains(partition.leader())
                || proposal.recovering()) {
            return Errors.INVALID_REQUEST;
        }
        for (Request.AlterPartition.Member member : proposal.isr()) {
            BrokerRegistration broker = image.broker(member.brokerId()).orElse(null);
            if (broker == null
                    || !broker.active()
                    || (member.brokerEpoch() != -1 && member.brokerEpoch() != broker.epoch())) {
                return Errors.INELIGIBLE_REPLICA;
            }
        }
        return Errors.NONE;
    }

    private static Request.AlterPartition.Outcome refused(
            Request.AlterPartition.Proposal proposal, Errors error) {
        return new Request.AlterPartition.Outcome(
                proposal.topicId(), proposal.partition(), error, -1, -1, List.of(), -1);
    }

    // ---- ElectLeaders --------------------------------------------------------------------------

    /// Each partition is decided as if it were asked alone, a repeated one too, as Kafka does.
    Decision<Request.ElectLeaders.Result> decideElections(Request.ElectLeaders request) {
        SortedMap<String, MetadataRecord> records = new TreeMap<>();
        List<Request.ElectLeaders.Outcome> outcomes = new ArrayList<>();
        List<Request.ElectLeaders.Partition> asked = request.partitions();
        if (asked == null) {
            for (PartitionRegistration partition : image.partitions()) {
                Request.ElectLeaders.Outcome outcome =
                        elect(partition.topic(), partition.partition(), request.unclean(), records);
                if (outcome.error() != Errors.ELECTION_NOT_NEEDED) {
                    outcomes.add(outcome);
                }
            }
        } else {
            for (Request.ElectLeaders.Partition partition : asked) {
                outcomes.add(
                        elect(
                                partition.topic(),
                                partition.partition(),
                                request.unclean(),
                                records));
            }
        }
        return new Decision<>(
                List.copyOf(records.values()),
                new Request.ElectLeaders.Result(
                        List.copyOf(outcomes),
                        asked == null ? List.copyOf(image.topicNames()) : List.of()));
    }

    private Request.ElectLeaders.Outcome elect(
            String topic, int number, boolean unclean, SortedMap<String, MetadataRecord> records) {
        if (image.topicId(topic).isEmpty()) {
            return outcome(
                    topic, number, Errors.UNKNOWN_TOPIC_OR_PARTITION, "No such topic as " + topic);
        }
        PartitionRegistration partition = image.partition(topic, number).orElse(null);
        if (partition == null) {
            return outcome(
                    topic,
                    number,
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "No such partition as " + topic + "-" + number);
        }
        boolean notNeeded =
                unclean ? partition.hasLeader() : partition.leader() == partition.preferredLeader();
        if (notNeeded) {
            return outcome(
                    topic,
                    number,
                    Errors.ELECTION_NOT_NEEDED,
                    Errors.ELECTION_NOT_NEEDED.message());
        }
        Optional<MetadataRecord.PartitionChanged> record =
                changes.of(partition)
                        .elect(
                                unclean
                                        ? LeaderElection.Kind.UNCLEAN
                                        : LeaderElection.Kind.PREFERRED)
                        .decide(
                                unclean
                                        ? "an unclean election was asked for"
                                        : "a preferred election was asked for");
        if (record.isEmpty()) {
            Errors error =
                    unclean
                            ? Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE
                            : Errors.PREFERRED_LEADER_NOT_AVAILABLE;
            return outcome(topic, number, error, error.message());
        }
        records.put(partition.name(), record.get());
        return outcome(topic, number, Errors.NONE, null);
    }

    private static Request.ElectLeaders.Outcome outcome(
            String topic, int partition, Errors error, @Nullable String message) {
        return new Request.ElectLeaders.Outcome(topic, partition, error, message);
    }
}

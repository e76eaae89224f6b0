package dev.vitrine.controller;

import dev.vitrine.config.Settings;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What the active controller can be asked, and what it answers when it does not refuse.
///
/// @param <R> the answer
public sealed interface Request<R> {

    // ---- brokers -------------------------------------------------------------------------------

    /// A broker's process started (BrokerRegistration, KIP-631).
    ///
    /// @param incarnationId another one each time the process starts
    /// @param rack empty when unknown
    /// @param previousBrokerEpoch the epoch of its last clean shutdown, -1 when it knows of none
    /// @param features the levels that it can go by
    /// @param logDirs the ids of its log directories
    record RegisterBroker(
            int brokerId,
            String incarnationId,
            String host,
            int port,
            String rack,
            long previousBrokerEpoch,
            List<Range> features,
            List<Uuid> logDirs)
            implements Request<RegisterBroker.Registered> {
        public RegisterBroker {
            features = List.copyOf(features);
            logDirs = List.copyOf(logDirs);
        }

        public record Range(String feature, int min, int max) {}

        public record Registered(long brokerEpoch) {}
    }

    /// A broker lives (BrokerHeartbeat, KIP-631).
    ///
    /// @param currentMetadataOffset the offset of the last metadata record it applied, -1 for none
    /// @param wantFence whether it is not ready yet
    /// @param wantShutdown whether it wants to stop
    record Heartbeat(
            int brokerId,
            long brokerEpoch,
            long currentMetadataOffset,
            boolean wantFence,
            boolean wantShutdown)
            implements Request<Heartbeat.Beat> {
        /// @param caughtUp whether it has applied its own registration
        /// @param shouldShutdown whether it may stop now
        public record Beat(boolean caughtUp, boolean fenced, boolean shouldShutdown) {}
    }

    /// A broker will not come back (UnregisterBroker).
    record UnregisterBroker(int brokerId) implements Request<Done> {}

    /// The answer that says nothing but that it is done.
    record Done() {}

    // ---- partitions ----------------------------------------------------------------------------

    /// A leader proposes in-sync sets (AlterPartition, KIP-497).
    record AlterPartition(int brokerId, long brokerEpoch, List<Proposal> proposals)
            implements Request<List<AlterPartition.Outcome>> {
        public AlterPartition {
            proposals = List.copyOf(proposals);
        }

        /// @param recovering whether the leader still recovers from an unclean election
        public record Proposal(
                Uuid topicId,
                int partition,
                int leaderEpoch,
                int partitionEpoch,
                boolean recovering,
                List<Member> isr) {}

        /// @param brokerEpoch of the incarnation that is in sync, -1 for whichever there is
        public record Member(int brokerId, long brokerEpoch) {}

        /// One for each proposal, in their order. The state is meaningful when there is no error.
        public record Outcome(
                Uuid topicId,
                int partition,
                Errors error,
                int leader,
                int leaderEpoch,
                List<Integer> isr,
                int partitionEpoch) {}
    }

    /// Somebody asks for elections (ElectLeaders, KIP-460).
    ///
    /// @param unclean whether a replica that is not in sync may win
    /// @param partitions null for all there are
    record ElectLeaders(boolean unclean, @Nullable List<Partition> partitions)
            implements Request<ElectLeaders.Result> {
        public record Partition(String topic, int partition) {}

        /// @param outcomes one for each partition, in their order; when all were asked, of those
        ///   that needed an election
        /// @param topics those that were asked when all were
        public record Result(List<Outcome> outcomes, List<String> topics) {}

        public record Outcome(
                String topic, int partition, Errors error, @Nullable String message) {}
    }

    /// Somebody moves replicas, or stops a move (AlterPartitionReassignments, KIP-455).
    ///
    /// @param replicationFactorMayChange whether a partition may end with more or fewer replicas
    ///   (KIP-860)
    record AlterReassignments(List<Target> targets, boolean replicationFactorMayChange)
            implements Request<List<AlterReassignments.Outcome>> {
        public AlterReassignments {
            targets = List.copyOf(targets);
        }

        /// @param replicas that the partition shall end with; null stops what goes on
        public record Target(String topic, int partition, @Nullable List<Integer> replicas) {}

        /// One for each target, in their order.
        public record Outcome(
                String topic, int partition, Errors error, @Nullable String message) {}
    }

    /// Somebody asks which replicas are being moved (ListPartitionReassignments, KIP-455).
    ///
    /// @param partitions null for all there are; of others only those that are moved are answered
    record ListReassignments(@Nullable List<Partition> partitions)
            implements Request<List<PartitionRegistration>> {
        public record Partition(String topic, int partition) {}
    }

    // ---- topics --------------------------------------------------------------------------------

    /// Somebody creates topics (CreateTopics).
    record CreateTopics(List<NewTopic> topics, boolean validateOnly)
            implements Request<List<CreateTopics.Outcome>> {
        public CreateTopics {
            topics = List.copyOf(topics);
        }

        /// @param partitions -1 for the broker's default, or when assigned
        /// @param replicationFactor -1 for the broker's default, or when assigned
        /// @param assignments empty when the controller is to choose
        public record NewTopic(
                String name,
                int partitions,
                int replicationFactor,
                List<Assignment> assignments,
                List<Entry> configs) {}

        public record Assignment(int partition, List<Integer> replicas) {}

        public record Entry(String key, @Nullable String value) {}

        /// One for each topic, in their order. What was created is there when there is no error.
        ///
        /// @param settings the topic's, with what its creator set on top
        public record Outcome(
                String name,
                Errors error,
                @Nullable String message,
                Uuid topicId,
                int partitions,
                int replicationFactor,
                @Nullable Settings settings) {}
    }

    /// Somebody deletes topics (DeleteTopics).
    record DeleteTopics(List<Target> targets) implements Request<List<DeleteTopics.Outcome>> {
        public DeleteTopics {
            targets = List.copyOf(targets);
        }

        /// @param name null when named by its id
        /// @param topicId zero when named by its name
        public record Target(@Nullable String name, Uuid topicId) {}

        /// One for each target, in their order.
        public record Outcome(
                @Nullable String name, Uuid topicId, Errors error, @Nullable String message) {}
    }

    /// Somebody adds partitions to topics (CreatePartitions, KIP-195).
    record CreatePartitions(List<Growth> topics, boolean validateOnly)
            implements Request<List<CreatePartitions.Outcome>> {
        public CreatePartitions {
            topics = List.copyOf(topics);
        }

        /// @param count how many partitions there shall be in all
        /// @param assignments of the new partitions; null when the controller is to choose
        public record Growth(String topic, int count, @Nullable List<List<Integer>> assignments) {}

        public record Outcome(String topic, Errors error, @Nullable String message) {}
    }

    // ---- configurations ------------------------------------------------------------------------

    /// Somebody changes configurations (IncrementalAlterConfigs, KIP-339, and AlterConfigs).
    ///
    /// @param replaceAll whether what is not mentioned goes back to its default (AlterConfigs)
    record AlterConfigs(List<Resource> resources, boolean replaceAll, boolean validateOnly)
            implements Request<List<AlterConfigs.Outcome>> {
        public AlterConfigs {
            resources = List.copyOf(resources);
        }

        /// @param typeId of a [ResourceType], or some other number
        public record Resource(int typeId, String name, List<Change> changes) {
            public Resource(ResourceType type, String name, List<Change> changes) {
                this(type.id(), name, changes);
            }

            /// Null when Kafka has no such type.
            public @Nullable ResourceType type() {
                return ResourceType.of(typeId);
            }
        }

        /// @param operationId of an [Operation], or some other number
        public record Change(String key, int operationId, @Nullable String value) {
            public Change(String key, Operation operation, @Nullable String value) {
                this(key, operation.ordinal(), value);
            }

            /// Null when Kafka has no such operation.
            public @Nullable Operation operation() {
                Operation[] all = Operation.values();
                return operationId >= 0 && operationId < all.length ? all[operationId] : null;
            }

            /// Whether it adds to a list or takes from one.
            public boolean isOfItems() {
                return operation() == Operation.APPEND || operation() == Operation.SUBTRACT;
            }

            /// The value after this change, null for none. The items of a list are taken as they
            /// are written, blanks and all.
            ///
            /// @param before null when there was none
            /// @param defaultValue what a list grows from, or shrinks from, when there was none
            public @Nullable String after(@Nullable String before, @Nullable String defaultValue) {
                if (!isOfItems() || value == null) {
                    return operation() == Operation.DELETE ? null : value;
                }
                List<String> items = new ArrayList<>();
                for (String item :
                        Objects.requireNonNullElse(
                                        before, Objects.requireNonNullElse(defaultValue, ""))
                                .split(",")) {
                    if (!item.isEmpty()) {
                        items.add(item);
                    }
                }
                for (String item : value.split(",")) {
                    if (operation() == Operation.SUBTRACT) {
                        items.remove(item);
                    } else if (!items.contains(item)) {
                        items.add(item);
                    }
                }
                return String.join(",", items);
            }
        }

        /// In the order of their numbers in requests.
        public enum Operation {
            SET,
            DELETE,
            /// Adds to a list.
            APPEND,
            /// Takes from a list.
            SUBTRACT
        }

        /// One for each resource, in their order.
        public record Outcome(Errors error, @Nullable String message) {
            public static final Outcome DONE = new Outcome(Errors.NONE, null);
        }
    }

    // ---- features ------------------------------------------------------------------------------

    /// Somebody changes the levels of features (UpdateFeatures, KIP-584), all or none.
    record UpdateFeatures(List<Update> updates, boolean validateOnly) implements Request<Done> {
        public UpdateFeatures {
            updates = List.copyOf(updates);
        }

        /// @param level 0 to switch it off
        /// @param kind null when it is one the controller does not know
        public record Update(String feature, int level, @Nullable Kind kind) {}

        public enum Kind {
            UPGRADE,
            SAFE_DOWNGRADE,
            /// Whatever is lost.
            UNSAFE_DOWNGRADE
        }
    }

    // ---- producer ids --------------------------------------------------------------------------

    /// A broker needs producer ids to hand out (AllocateProducerIds, KIP-730).
    record AllocateProducerIds(int brokerId, long brokerEpoch)
            implements Request<AllocateProducerIds.Block> {
        public record Block(long start, int length) {}
    }

    // ---- what the controller asks of itself ----------------------------------------------------

    /// Finalises the features of a cluster that has none.
    record FinalizeFeatures() implements Request<Done> {}

    /// Fences one broker whose session has run out, if there is one.
    record FenceExpired() implements Request<Done> {}

    /// Gives leadership back to preferred replicas that are in sync; answers whether more are left.
    record BalanceLeaders() implements Request<Boolean> {}

    /// Elects leaders where there are none and an unclean election is now allowed.
    record ElectUncleanly() implements Request<Done> {}
}

package dev.vitrine.fault;

import java.util.List;
import java.util.Locale;

/// Kafka's names of its APIs. The place in the list is the number on the wire
/// (https://kafka.apache.org/protocol#protocol_api_keys).
final class RequestNames {
    private RequestNames() {}

    static final List<String> NAMES =
            List.of(
                    """
                    PRODUCE FETCH LIST_OFFSETS METADATA LEADER_AND_ISR STOP_REPLICA UPDATE_METADATA
                    CONTROLLED_SHUTDOWN OFFSET_COMMIT OFFSET_FETCH FIND_COORDINATOR JOIN_GROUP
                    HEARTBEAT LEAVE_GROUP SYNC_GROUP DESCRIBE_GROUPS LIST_GROUPS SASL_HANDSHAKE
                    API_VERSIONS CREATE_TOPICS DELETE_TOPICS DELETE_RECORDS INIT_PRODUCER_ID
                    OFFSET_FOR_LEADER_EPOCH ADD_PARTITIONS_TO_TXN ADD_OFFSETS_TO_TXN END_TXN
                    WRITE_TXN_MARKERS TXN_OFFSET_COMMIT DESCRIBE_ACLS CREATE_ACLS DELETE_ACLS
                    DESCRIBE_CONFIGS ALTER_CONFIGS ALTER_REPLICA_LOG_DIRS DESCRIBE_LOG_DIRS
                    SASL_AUTHENTICATE CREATE_PARTITIONS CREATE_DELEGATION_TOKEN
                    RENEW_DELEGATION_TOKEN EXPIRE_DELEGATION_TOKEN DESCRIBE_DELEGATION_TOKEN
                    DELETE_GROUPS ELECT_LEADERS INCREMENTAL_ALTER_CONFIGS
                    ALTER_PARTITION_REASSIGNMENTS LIST_PARTITION_REASSIGNMENTS OFFSET_DELETE
                    DESCRIBE_CLIENT_QUOTAS ALTER_CLIENT_QUOTAS DESCRIBE_USER_SCRAM_CREDENTIALS
                    ALTER_USER_SCRAM_CREDENTIALS VOTE BEGIN_QUORUM_EPOCH END_QUORUM_EPOCH
                    DESCRIBE_QUORUM ALTER_PARTITION UPDATE_FEATURES ENVELOPE FETCH_SNAPSHOT
                    DESCRIBE_CLUSTER DESCRIBE_PRODUCERS BROKER_REGISTRATION BROKER_HEARTBEAT
                    UNREGISTER_BROKER DESCRIBE_TRANSACTIONS LIST_TRANSACTIONS ALLOCATE_PRODUCER_IDS
                    CONSUMER_GROUP_HEARTBEAT CONSUMER_GROUP_DESCRIBE CONTROLLER_REGISTRATION
                    GET_TELEMETRY_SUBSCRIPTIONS PUSH_TELEMETRY ASSIGN_REPLICAS_TO_DIRS
                    LIST_CONFIG_RESOURCES DESCRIBE_TOPIC_PARTITIONS SHARE_GROUP_HEARTBEAT
                    SHARE_GROUP_DESCRIBE SHARE_FETCH SHARE_ACKNOWLEDGE ADD_RAFT_VOTER
                    REMOVE_RAFT_VOTER UPDATE_RAFT_VOTER INITIALIZE_SHARE_GROUP_STATE
                    READ_SHARE_GROUP_STATE WRITE_SHARE_GROUP_STATE DELETE_SHARE_GROUP_STATE
                    READ_SHARE_GROUP_STATE_SUMMARY STREAMS_GROUP_HEARTBEAT STREAMS_GROUP_DESCRIBE
                    DESCRIBE_SHARE_GROUP_OFFSETS ALTER_SHARE_GROUP_OFFSETS
                    DELETE_SHARE_GROUP_OFFSETS STREAMS_GROUP_TOPOLOGY_DESCRIPTION_UPDATE
                    UNREGISTER_CONTROLLER
                    """
                            .strip()
                            .split("\\s+"));

    /// The name as Kafka writes it, whether the text says `FETCH`, `Fetch`, `listOffsets` or
    /// `list-offsets`.
    ///
    /// @throws FaultSyntaxException when Kafka has no such API
    static String nameOf(String text) {
        String wanted = bare(text);
        for (String name : NAMES) {
            if (bare(name).equals(wanted)) {
                return name;
            }
        }
        throw new FaultSyntaxException("Kafka has no API \"" + text + "\"; FETCH is one");
    }

    /// @throws FaultSyntaxException when Kafka has no API of this name
    static short keyOf(String name) {
        int key = NAMES.indexOf(name);
        if (key < 0) {
            throw new FaultSyntaxException("Kafka has no API \"" + name + "\"; FETCH is one");
        }
        return (short) key;
    }

    static boolean isApi(String text) {
        String wanted = bare(text);
        return NAMES.stream().anyMatch(name -> bare(name).equals(wanted));
    }

    private static String bare(String name) {
        return name.replaceAll("[-_]", "").toUpperCase(Locale.ROOT);
    }
}

package dev.vitrine.broker;

import dev.vitrine.replica.Partition.FetchState;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A broker's fetch session with one leader (KIP-227): what that leader remembers of the partitions
/// that are followed, so that a fetch names only those whose state has changed. At rest it names
/// none.
final class FollowerSession {
    /// A followed partition.
    record Key(Uuid topicId, int partition) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTopic = topicId.compareTo(other.topicId);
            return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        }
    }

    private static final int NONE = 0;

    /// The epoch of a request that names everything, and ends the session before.
    private static final int FULL = 0;

    private final int partitionMaxBytes;
    private int id = NONE;
    private int epoch = FULL;
    private TreeMap<Key, FetchState> remembered = new TreeMap<>();

    FollowerSession(int partitionMaxBytes) {
        this.partitionMaxBytes = partitionMaxBytes;
    }

    /// Puts partitions, and what became of the others, into a request.
    void ask(FetchRequestData request, TreeMap<Key, FetchState> states) {
        List<FetchTopic> topics = new ArrayList<>();
        states.forEach((key, state) -> {
            if (epoch != FULL && state.equals(remembered.get(key))) {
                return;
            }
            if (topics.isEmpty() || !topics.getLast().topicId().equals(key.topicId)) {
                topics.add(new FetchTopic().setTopicId(key.topicId));
            }
            topics.getLast().partitions().add(partition(key, state));
        });
        request.setSessionId(id)
                .setSessionEpoch(epoch)
                .setTopics(topics)
                .setForgottenTopicsData(epoch == FULL ? List.of() : forgotten(states));
        remembered = states;
    }

    private FetchPartition partition(Key key, FetchState state) {
        return new FetchPartition()
                .setPartition(key.partition)
                .setCurrentLeaderEpoch(state.leaderEpoch())
                .setFetchOffset(state.offset())
                .setLastFetchedEpoch(state.lastFetchedEpoch())
                .setLogStartOffset(state.logStartOffset())
                .setPartitionMaxBytes(partitionMaxBytes);
    }

    private List<ForgottenTopic> forgotten(TreeMap<Key, FetchState> states) {
        List<ForgottenTopic> topics = new ArrayList<>();
        for (Key key : remembered.keySet()) {
            if (states.containsKey(key)) {
                continue;
            }
            if (topics.isEmpty() || !topics.getLast().topicId().equals(key.topicId)) {
                topics.add(new ForgottenTopic().setTopicId(key.topicId));
            }
            topics.getLast().partitions().add(key.partition);
        }
        return topics;
    }

    /// Goes on as the leader's answer says.
    void onAnswer(FetchResponseData answer) {
        if (answer.errorCode() != Errors.NONE.code()) {
            restart();
            if (answer.errorCode() == Errors.FETCH_SESSION_ID_NOT_FOUND.code()) {
                id = NONE;
            }
            return;
        }
        id = answer.sessionId();
        epoch = id == NONE ? FULL : epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    /// The leader may remember something else, or have told what was not heard: the next request
    /// names everything again.
    void restart() {
        epoch = FULL;
    }
}

package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/// Creates and deletes topics, one after the other, each until it is done.
final class SimAdmin extends SimClient {
    static final long BACKOFF_MS = 100;

    sealed interface Task {
        record Create(String topic, int partitions, short replicas, Map<String, String> configs)
                implements Task {}

        record Delete(String topic) implements Task {}
    }

    private final ArrayDeque<Task> tasks;
    private boolean asks;
    private long notBeforeMs;

    SimAdmin(
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<Task> tasks,
            long requestTimeoutMs) {
        super("admin", env, ledger, brokers, List.of(), requestTimeoutMs);
        this.tasks = new ArrayDeque<>(tasks);
    }

    void add(Task task) {
        tasks.add(task);
    }

    boolean isDone() {
        return tasks.isEmpty();
    }

    @Override
    long act(long nowMs) {
        Task task = tasks.peek();
        if (task == null || asks) {
            return NEVER;
        }
        if (nowMs < notBeforeMs) {
            return notBeforeMs;
        }
        asks = true;
        boolean creates = task instanceof Task.Create;
        request(
                anyBroker(),
                DATA,
                creates ? ApiKeys.CREATE_TOPICS : ApiKeys.DELETE_TOPICS,
                creates ? 7 : 6,
                version ->
                        switch (task) {
                            case Task.Create create -> body(create);
                            case Task.Delete delete -> body(delete);
                        },
                this::got,
                this::tryAgain);
        return NEVER;
    }

    private void tryAgain() {
        asks = false;
        notBeforeMs = env.clock().nowMs() + BACKOFF_MS;
    }

    private static ApiMessage body(Task.Create create) {
        CreatableTopic topic =
                new CreatableTopic()
                        .setName(create.topic())
                        .setNumPartitions(create.partitions())
                        .setReplicationFactor(create.replicas());
        create.configs()
                .forEach((name, value) ->
                        topic.configs()
                                .add(new CreatableTopicConfig().setName(name).setValue(value)));
        CreateTopicsRequestData body = new CreateTopicsRequestData().setTimeoutMs(1_000);
        body.topics().add(topic);
        return body;
    }

    private static ApiMessage body(Task.Delete delete) {
        DeleteTopicsRequestData body = new DeleteTopicsRequestData().setTimeoutMs(1_000);
        body.topics().add(new DeleteTopicState().setName(delete.topic()));
        return body;
    }

    private void got(ApiMessage body) {
        tryAgain();
        Errors error =
                switch (body) {
                    case CreateTopicsResponseData created ->
                            Errors.forCode(created.topics().iterator().next().errorCode());
                    case DeleteTopicsResponseData deleted ->
                            Errors.forCode(deleted.responses().iterator().next().errorCode());
                    default -> throw new IllegalStateException("unasked " + body);
                };
        boolean done =
                switch (body) {
                    case CreateTopicsResponseData c -> error == Errors.TOPIC_ALREADY_EXISTS;
                    default -> error == Errors.UNKNOWN_TOPIC_OR_PARTITION;
                };
        if (error == Errors.NONE || done) {
            tasks.remove();
        } else if (error != Errors.INVALID_REPLICATION_FACTOR && !SimProducer.isRetriable(error)) {
            // Too few brokers live for the replication factor, just now.
            ledger.broken("errors are lawful", "admin: " + tasks.peek() + ": " + error);
        }
    }
}

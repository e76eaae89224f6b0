package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import org.apache.kafka.common.protocol.ApiKeys;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// One of the two clusters that are asked.
final class Side {
    /// How long a cluster may take to do what it said it would.
    private static final long PATIENCE_MS = 20_000;

    private static final int ANSWER_MS_MAX = 20_000;
    private static final int PAUSE_MS = 20;

    static final String ID_OF = "id of ";

    private final String name;
    private final SortedMap<Integer, InetSocketAddress> brokers;
    private final SortedMap<String, Versions> served = new TreeMap<>();

    private OptionalInt coordinator = OptionalInt.empty();

    /// Topic ids by themselves, as `id of NAME`.
    final Map<String, String> topics = new TreeMap<>();

    /// The versions of an API that a cluster advertises.
    record Versions(short min, short max) {
        boolean contains(short version) {
            return version >= min && version <= max;
        }

        @Override
        public String toString() {
            return min + "-" + max;
        }
    }

    Side(String name, SortedMap<Integer, InetSocketAddress> brokers) {
        this.name = name;
        this.brokers = brokers;
        for (JsonNode api :
                ask(
                                1,
                                ApiKeys.API_VERSIONS,
                                (short) 3,
                                "{\"clientSoftwareName\":\"c\",\"clientSoftwareVersion\":\"1\"}")
                        .path("apiKeys")) {
            served.put(
                    ApiKeys.forId(api.path("apiKey").asInt()).name,
                    new Versions(
                            (short) api.path("minVersion").asInt(),
                            (short) api.path("maxVersion").asInt()));
        }
    }

    String name() {
        return name;
    }

    /// The name of a topic that an answer names, or whose id it has.
    String topic(JsonNode said) {
        return Optional.ofNullable(topics.get(said.path("topicId").asText()))
                .map(known -> known.substring(ID_OF.length()))
                .orElseGet(() -> said.path("name").asText());
    }

    InetSocketAddress broker(int id) {
        return Optional.ofNullable(brokers.get(id)).orElseThrow();
    }

    SortedMap<Integer, InetSocketAddress> brokers() {
        return brokers;
    }

    /// What is advertised, by the API's name.
    SortedMap<String, Versions> served() {
        return served;
    }

    Optional<Versions> served(ApiKeys api) {
        return Optional.ofNullable(served.get(api.name));
    }

    /// Asks on a connection of its own.
    ObjectNode ask(int broker, ApiKeys api, short version, String body) {
        Message message = Message.request(api, version);
        try (Wire wire = new Wire(broker(broker))) {
            wire.send(api, version, message.complete(Tables.parse(body)));
            return wire.answer(api, version, ANSWER_MS_MAX);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be asked for " + api, e);
        }
    }

    /// The broker that coordinates the groups: all of them, as there is one partition of offsets.
    int coordinator(String group) {
        if (coordinator.isEmpty()) {
            coordinator = OptionalInt.of(findCoordinator(group));
        }
        return coordinator.getAsInt();
    }

    /// Brokers came and went.
    void forget() {
        coordinator = OptionalInt.empty();
    }

    private int findCoordinator(String group) {
        String body = "{\"keyType\":0,\"coordinatorKeys\":[" + quoted(group) + "]}";
        JsonNode answer =
                until(
                        "a coordinator for " + group,
                        () -> ask(1, ApiKeys.FIND_COORDINATOR, (short) 4, body),
                        said -> said.at("/coordinators/0/errorCode").asInt(-1) == 0);
        int node = answer.at("/coordinators/0/nodeId").asInt();
        String groups = "{\"groups\":[" + quoted(group) + "]}";
        until(
                "the coordinator of " + group + " to be one",
                () -> ask(node, ApiKeys.DESCRIBE_GROUPS, (short) 5, groups),
                said -> {
                    int error = said.at("/groups/0/errorCode").asInt(-1);
                    return error == 0 || error == 69 || error == 24;
                });
        return node;
    }

    /// Waits until every broker has producer ids to give: the first who asks a broker of Kafka's is
    /// told to ask again, while it fetches a block of them.
    void awaitProducerIds() {
        String body = "{\"transactionalId\":null,\"transactionTimeoutMs\":60000}";
        for (int broker : brokers.keySet()) {
            until(
                    "producer ids of broker " + broker,
                    () -> ask(broker, ApiKeys.INIT_PRODUCER_ID, (short) 4, body),
                    said -> said.path("errorCode").asInt(-1) == 0);
        }
    }

    /// Waits until a topic can be written and read at its leaders, and all brokers know it.
    void awaitTopic(String topic, int partitions) {
        String body = "{\"topics\":[{\"name\":" + quoted(topic) + "}]}";
        for (int broker : brokers.keySet()) {
            JsonNode known =
                    until(
                            topic + " to be known to broker " + broker,
                            () -> ask(broker, ApiKeys.METADATA, (short) 9, body),
                            said -> isLed(said.at("/topics/0"), partitions));
            for (JsonNode partition : known.at("/topics/0/partitions")) {
                if (partition.path("leaderId").asInt() == broker) {
                    awaitLeader(topic, partition.path("partitionIndex").asInt(), broker);
                }
            }
        }
    }

    private static boolean isLed(JsonNode topic, int partitions) {
        if (topic.path("errorCode").asInt(-1) != 0
                || topic.path("partitions").size() < partitions) {
            return false;
        }
        for (JsonNode partition : topic.path("partitions")) {
            if (partition.path("errorCode").asInt() != 0) {
                return false;
            }
        }
        return true;
    }

    private void awaitLeader(String topic, int partition, int leader) {
        until(
                topic + "-" + partition + " to be led by " + leader,
                () -> highWatermark(leader, topic, partition),
                said -> said.path("errorCode").asInt(-1) == 0);
    }

    /// Waits until a record may be read by consumers.
    void awaitCommitted(int leader, String topic, int partition, long offset) {
        until(
                topic + "-" + partition + "@" + offset + " to be committed",
                () -> highWatermark(leader, topic, partition),
                said -> said.path("offset").asLong(-1) > offset);
    }

    private JsonNode highWatermark(int leader, String topic, int partition) {
        String body =
                "{\"replicaId\":-1,\"topics\":[{\"name\":"
                        + quoted(topic)
                        + ",\"partitions\":[{\"partitionIndex\":"
                        + partition
                        + ",\"timestamp\":-1}]}]}";
        return ask(leader, ApiKeys.LIST_OFFSETS, (short) 5, body).at("/topics/0/partitions/0");
    }

    /// Deletes the topics of a run, lest a cluster grows slow of them.
    void deleteTopics(String prefix) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("timeoutMs", ANSWER_MS_MAX);
        ArrayNode names = body.putArray("topicNames");
        for (JsonNode topic :
                ask(1, ApiKeys.METADATA, (short) 9, "{\"topics\":null}").path("topics")) {
            if (topic.path("name").asText().startsWith(prefix)) {
                names.add(topic.get("name"));
            }
        }
        ask(1, ApiKeys.DELETE_TOPICS, (short) 5, body.toString());
    }

    /// Waits until no broker knows a topic any more.
    void awaitNoTopic(String topic) {
        String body =
                "{\"topics\":[{\"name\":" + quoted(topic) + "}],\"allowAutoTopicCreation\":false}";
        for (int broker : brokers.keySet()) {
            until(
                    topic + " to be gone from broker " + broker,
                    () -> ask(broker, ApiKeys.METADATA, (short) 9, body),
                    said -> said.at("/topics/0/errorCode").asInt() == 3);
        }
    }

    /// Asks for something.
    interface Question {
        JsonNode ask();
    }

    private JsonNode until(String what, Question question, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (true) {
            JsonNode answer = question.ask();
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + ": no " + what + " within " + PATIENCE_MS + " ms: " + answer);
            }
            pause(PAUSE_MS);
        }
    }

    /// Between two questions to somebody who tells no events: a real Kafka.
    static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    @Override
    public String toString() {
        return name;
    }
}

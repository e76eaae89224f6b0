package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import org.apache.kafka.common.protocol.ApiKeys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Runs scripts against both clusters and notes where their answers differ.
final class Runner {
    /// How long an answer may take. Longer than anything that a script asks for.
    private static final int ANSWER_MS_MAX = 5_000;

    /// How often, and how long apart, a question that changes nothing is asked again while the
    /// answers differ: brokers learn what the controller decided a little later.
    private static final int ASKED_AGAIN_MAX = 4;

    private static final int ASKED_AGAIN_MS = 60;

    /// How long to wait for what a frame that is no request comes to.
    private static final int RAW_MS_MAX = 1_000;

    private static final int UNTIL_TRIES_MAX = 200;
    private static final int UNTIL_MS = 50;

    private static final Set<ApiKeys> READING =
            Set.of(
                    ApiKeys.API_VERSIONS,
                    ApiKeys.METADATA,
                    ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                    ApiKeys.DESCRIBE_CLUSTER,
                    ApiKeys.DESCRIBE_QUORUM,
                    ApiKeys.DESCRIBE_CONFIGS,
                    ApiKeys.LIST_CONFIG_RESOURCES,
                    ApiKeys.LIST_OFFSETS,
                    ApiKeys.DESCRIBE_LOG_DIRS,
                    ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                    ApiKeys.DESCRIBE_GROUPS,
                    ApiKeys.LIST_GROUPS,
                    ApiKeys.OFFSET_FETCH,
                    ApiKeys.FIND_COORDINATOR,
                    ApiKeys.CONSUMER_GROUP_DESCRIBE,
                    ApiKeys.DESCRIBE_PRODUCERS,
                    ApiKeys.LIST_PARTITION_REASSIGNMENTS);

    private final Side kafka;
    private final Side vitrine;
    private final String prefix;
    private final Pattern only;
    private final Watch watch;
    private final Normal normal = new Normal();
    private final List<Difference> differences = new ArrayList<>();
    private final Set<String> persistent = new HashSet<>();
    private final Map<String, Set<Short>> covered = new TreeMap<>();
    private final Map<String, JsonNode> onceThere = new TreeMap<>();
    private final Map<String, JsonNode> onceHere = new TreeMap<>();
    private final StringBuilder transcript = new StringBuilder();
    private int runs;
    private int calls;

    /// Looks after Vitrine's nodes.
    interface Watch {
        /// Starts the nodes that have failed again, and says which they were.
        List<Integer> revive();
    }

    /// @param prefix with what all names of this run begin
    /// @param only which scripts, by `AREA/NAME`
    Runner(Side kafka, Side vitrine, String prefix, Pattern only, Watch watch) {
        this.kafka = kafka;
        this.vitrine = vitrine;
        this.prefix = prefix;
        this.only = only;
        this.watch = watch;
    }

    List<Difference> differences() {
        return differences;
    }

    /// What was asked since this was called last, and what Kafka answered, made comparable.
    String transcript() {
        String said = transcript.toString();
        transcript.setLength(0);
        return said;
    }

    /// How many requests went to each cluster.
    int calls() {
        return calls;
    }

    /// The versions in which an API was called, by the API's name.
    Map<String, Set<Short>> covered() {
        return covered;
    }

    void run(String area) {
        for (Script script : Script.ofArea(area)) {
            if (only.matcher(area + "/" + script.name()).find()) {
                run(script);
            }
        }
        kafka.deleteTopics(prefix);
        vitrine.deleteTopics(prefix);
    }

    /// Compares what is advertised, and what comes of versions that are not.
    void runAdvertised() throws IOException {
        Script script = new Script("advertised", "versions", List.of(), List.of());
        Set<String> names = new TreeSet<>(kafka.served().keySet());
        names.addAll(vitrine.served().keySet());
        for (String name : names) {
            String there = String.valueOf(kafka.served().get(name));
            String here = String.valueOf(vitrine.served().get(name));
            if (!there.equals(here)) {
                differ(script, name, "/versions", there, here, null);
            }
        }
        for (ApiKeys api : ApiKeys.values()) {
            if (kafka.served(api).isPresent() && vitrine.served(api).isPresent()) {
                compareRaw(api, (short) -1);
                for (short version = 0; version < api.oldestVersion(); version++) {
                    compareRaw(api, version);
                }
                compareRaw(api, (short) (kafka.served(api).get().max() + 1));
            }
        }
    }

    private void compareRaw(ApiKeys api, short version) throws IOException {
        byte[] frame =
                ByteBuffer.allocate(15)
                        .putInt(11)
                        .putShort(api.id)
                        .putShort(version)
                        .putInt(1)
                        .putShort((short) -1)
                        .put((byte) 0)
                        .array();
        compareRaw("versions", api.name + " v" + version, frame);
    }

    private void compareRaw(String script, String call, byte[] bytes) throws IOException {
        calls++;
        String there;
        String here;
        try (Wire wire = new Wire(kafka.broker(1))) {
            there = wire.sendRaw(bytes, RAW_MS_MAX);
        }
        try (Wire wire = new Wire(vitrine.broker(1))) {
            here = wire.sendRaw(bytes, RAW_MS_MAX);
        }
        if (!there.equals(here)) {
            Script of = new Script("advertised", script, List.of(), List.of());
            differ(of, call, "", there, here, null);
        }
    }

    /// Sends the frames of `frames.json`, which are no requests.
    void runFrames() throws IOException {
        for (JsonNode frame : Tables.read("frames.json")) {
            compareRaw(
                    "frames",
                    frame.path("frame").asText(),
                    HexFormat.of().parseHex(frame.path("hex").asText().replace(" ", "")));
        }
    }

    private void run(Script script) {
        List<Step> all = new ArrayList<>(script.once());
        all.addAll(script.steps());
        for (Step step : all) {
            if (step.answer().isEmpty() && vitrine.served(step.api()).isEmpty()) {
                JsonNode said = step.body();
                differ(script, step.api().name, "", "served", "not served", said);
                return;
            }
        }
        onceThere.clear();
        onceHere.clear();
        if (!script.once().isEmpty()) {
            new Run(script, (short) -1, null).prepare();
        }
        Optional<Step> varied = script.varied();
        if (varied.isEmpty()) {
            new Run(script, (short) -1, null).run();
            return;
        }
        Side.Versions here = vitrine.served(varied.get().api()).orElseThrow();
        Side.Versions there = kafka.served(varied.get().api()).orElseThrow();
        short oldest =
                (short)
                        Math.max(
                                varied.get().api().oldestVersion(),
                                Math.max(here.min(), there.min()));
        short latest = (short) Math.min(here.max(), there.max());
        for (short version = oldest; version <= latest; version++) {
            new Run(script, version, null).run();
        }
        Message message = Message.request(varied.get().api(), latest);
        Pattern wanted = Pattern.compile(varied.get().only());
        Pattern unwanted = Pattern.compile(varied.get().skip());
        for (Edges.Edge edge : Edges.of(message, message.complete(varied.get().body()))) {
            if (wanted.matcher(edge.name()).find() && !unwanted.matcher(edge.name()).find()) {
                new Run(script, latest, edge).run();
            }
        }
    }

    private void differ(
            Script script, String call, String path, String kafka, String vitrine, JsonNode asked) {
        differences.add(
                new Difference(
                        script.area(),
                        script.name(),
                        call,
                        path,
                        TextNode.valueOf(kafka),
                        TextNode.valueOf(vitrine),
                        asked));
    }

    /// One side of a script that runs: its connections and what was captured.
    private static final class Talk implements AutoCloseable {
        final Side side;
        final Map<String, JsonNode> values = new TreeMap<>();
        final Map<String, Wire> wires = new TreeMap<>();
        final Map<String, Later> later = new TreeMap<>();
        final Normal.Names names;

        private record Later(
                Wire wire, Step step, short version, ObjectNode open, ObjectNode asked) {}

        Talk(Side side, String run, Map<String, JsonNode> once) {
            this.side = side;
            this.names = new Normal.Names(side);
            values.putAll(once);
            values.put("run", TextNode.valueOf(run));
            names.name(run, "RUN");
            if (once.containsKey("once")) {
                names.name(once.get("once").asText(), "ONCE");
            }
        }

        ObjectNode filled(JsonNode body) {
            return (ObjectNode) new Template(values).fill(body);
        }

        ObjectNode ask(Step step, short version, ObjectNode body) throws IOException {
            Wire wire = wire(step);
            wire.send(step.api(), version, body);
            if (step.api() == ApiKeys.PRODUCE && body.path("acks").asInt() == 0) {
                return JsonNodeFactory.instance.objectNode().put("unanswered", true);
            }
            return wire.answer(step.api(), version, ANSWER_MS_MAX);
        }

        void askLater(Step step, short version, ObjectNode open) throws IOException {
            Wire wire = wire(step);
            ObjectNode body = filled(open);
            wire.send(step.api(), version, body);
            later.put(step.later().orElseThrow(), new Later(wire, step, version, open, body));
        }

        private Wire wire(Step step) throws IOException {
            int broker = broker(step.to());
            String name = step.connection() + " to " + broker;
            Wire known = wires.get(name);
            if (known != null && known.isUsable()) {
                return known;
            }
            if (known != null && later.values().stream().noneMatch(l -> l.wire() == known)) {
                known.close();
            }
            Wire fresh = new Wire(side.broker(broker));
            wires.put(name, fresh);
            return fresh;
        }

        private int broker(JsonNode to) {
            Template template = new Template(values);
            if (to.has("coordinator")) {
                return side.coordinator(template.text(to.get("coordinator").asText()));
            }
            if (to.has("stranger")) {
                int coordinator = side.coordinator(template.text(to.get("stranger").asText()));
                return coordinator % side.brokers().size() + 1;
            }
            return to.asInt();
        }

        @Override
        public void close() {
            for (Wire wire : wires.values()) {
                try {
                    wire.close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private final class Run {
        final Script script;
        final short version;
        final Edges.Edge edge;

        Run(Script script, short version, Edges.Edge edge) {
            this.script = script;
            this.version = version;
            this.edge = edge;
        }

        void run() {
            run(script.steps(), (_, _) -> {});
        }

        /// Does once what the script's runs have in common.
        void prepare() {
            run(
                    script.once(),
                    (there, here) -> {
                        keep(there, onceThere);
                        keep(here, onceHere);
                    });
        }

        private static void keep(Talk talk, Map<String, JsonNode> once) {
            once.putAll(talk.values);
            once.put("once", talk.values.get("run"));
        }

        private void run(List<Step> steps, BiConsumer<Talk, Talk> then) {
            String name = prefix + "-" + runs++;
            try (Talk there = new Talk(kafka, name, onceThere);
                    Talk here = new Talk(vitrine, name, onceHere)) {
                for (Step step : steps) {
                    if (step.answer().isPresent()) {
                        take(step, there, here);
                    } else {
                        call(step, there, here);
                    }
                }
                then.accept(there, here);
                List<Integer> failed = watch.revive();
                if (!failed.isEmpty()) {
                    differ(
                            script,
                            label(null, version),
                            "",
                            "lives",
                            "fails: nodes " + failed,
                            null);
                }
            } catch (Template.NotCaptured e) {
                differ(
                        script,
                        label(null, version),
                        "",
                        "goes on",
                        "ends: " + e.getMessage(),
                        null);
            } catch (IOException | RuntimeException e) {
                throw new IllegalStateException(
                        "in "
                                + script.area()
                                + "/"
                                + script.name()
                                + " "
                                + (edge == null ? "" : edge.name()),
                        e);
            }
        }

        private String label(Step step, short used) {
            String what = step == null ? "" : step.api().name + " v" + used;
            String of =
                    step != null && !step.isVaried() && version >= 0 ? " after v" + version : "";
            return what + of + (edge == null ? "" : ", " + edge.name());
        }

        private void call(Step step, Talk there, Talk here) throws IOException {
            ApiKeys api = step.api();
            short used = step.isVaried() ? version : step.version().orElseGet(() -> latest(api));
            ObjectNode open =
                    step.isVaried() && edge != null
                            ? edge.body()
                            : Message.request(api, used).complete(step.body());
            ObjectNode askedThere = there.filled(open);
            ObjectNode askedHere = here.filled(open);
            calls++;
            covered.computeIfAbsent(api.name, _ -> new HashSet<>()).add(used);
            if (step.later().isPresent()) {
                there.askLater(step, used, open);
                here.askLater(step, used, open);
                Side.pause(UNTIL_MS);
                return;
            }
            ObjectNode fromThere = until(step, there, used, askedThere);
            ObjectNode fromHere = until(step, here, used, askedHere);
            settle(step, askedThere, fromThere, there);
            settle(step, askedHere, fromHere, here);
            for (int again = 0; again < ASKED_AGAIN_MAX && READING.contains(api); again++) {
                if (areAlike(step, open, fromThere, fromHere, there, here)) {
                    break;
                }
                Side.pause(ASKED_AGAIN_MS);
                fromThere = there.ask(step, used, askedThere);
                fromHere = here.ask(step, used, askedHere);
            }
            compare(step, used, open, askedThere, fromThere, fromHere, there, here);
        }

        private boolean areAlike(
                Step step,
                ObjectNode open,
                ObjectNode fromThere,
                ObjectNode fromHere,
                Talk there,
                Talk here) {
            JsonNode one = normal.normal(step, open.toString(), fromThere, there.names);
            JsonNode two = normal.normal(step, open.toString(), fromHere, here.names);
            return Difference.paths(one, two).stream()
                    .allMatch(path ->
                            persistent.contains(
                                    script.name() + step.api() + Difference.shape(path)));
        }

        private void take(Step step, Talk there, Talk here) throws IOException {
            String name = step.answer().orElseThrow();
            Talk.Later asked = Objects.requireNonNull(there.later.remove(name), name);
            Talk.Later askedHere = Objects.requireNonNull(here.later.remove(name), name);
            ApiKeys api = asked.step().api();
            ObjectNode fromThere = asked.wire().answer(api, asked.version(), ANSWER_MS_MAX);
            ObjectNode fromHere = askedHere.wire().answer(api, asked.version(), ANSWER_MS_MAX);
            compare(
                    asked.step(),
                    asked.version(),
                    asked.open(),
                    asked.asked(),
                    fromThere,
                    fromHere,
                    there,
                    here);
        }

        private void compare(
                Step step,
                short used,
                ObjectNode open,
                ObjectNode asked,
                ObjectNode fromThere,
                ObjectNode fromHere,
                Talk there,
                Talk here) {
            JsonNode one = normal.normal(step, open.toString(), fromThere, there.names);
            JsonNode two = normal.normal(step, open.toString(), fromHere, here.names);
            transcript
                    .append(script.name())
                    .append(": ")
                    .append(label(step, used))
                    .append(' ')
                    .append(asked)
                    .append("\n  ")
                    .append(one)
                    .append('\n');
            for (String path : Difference.paths(one, two)) {
                persistent.add(script.name() + step.api() + Difference.shape(path));
                differences.add(
                        new Difference(
                                script.area(),
                                script.name(),
                                label(step, used),
                                path,
                                one.at(path),
                                two.at(path),
                                asked));
            }
            capture(step, fromThere, there);
            capture(step, fromHere, here);
        }

        private void capture(Step step, JsonNode answer, Talk talk) {
            step.capture()
                    .forEach((name, pointer) -> {
                        JsonNode value = answer.at(pointer);
                        if (!value.isMissingNode()) {
                            talk.values.put(name, value);
                        }
                    });
        }

        private ObjectNode until(Step step, Talk talk, short used, ObjectNode asked)
                throws IOException {
            ObjectNode answer = talk.ask(step, used, asked);
            if (step.until().isEmpty()) {
                return answer;
            }
            JsonNode wanted = step.until().get();
            for (int tries = 0; tries < UNTIL_TRIES_MAX; tries++) {
                ObjectNode now = answer;
                if (wanted.properties().stream()
                        .allMatch(field ->
                                now.at(field.getKey())
                                        .asText()
                                        .equals(field.getValue().asText()))) {
                    return answer;
                }
                Side.pause(UNTIL_MS);
                answer = talk.ask(step, used, asked);
            }
            return answer;
        }

        private short latest(ApiKeys api) {
            return (short)
                    Math.min(
                            kafka.served(api).orElseThrow().max(),
                            vitrine.served(api).orElseThrow().max());
        }
    }

    /// Waits until what the controller said is known to all brokers, and what a leader took can be
    /// read.
    private static void settle(Step step, ObjectNode asked, ObjectNode answer, Talk talk) {
        Side side = talk.side;
        switch (step.api()) {
            case PRODUCE -> {
                if (asked.path("acks").asInt() != 1) {
                    return;
                }
                for (JsonNode topic : answer.path("responses")) {
                    for (JsonNode partition : topic.path("partitionResponses")) {
                        if (partition.path("errorCode").asInt() == 0) {
                            side.awaitCommitted(
                                    talk.broker(step.to()),
                                    side.topic(topic),
                                    partition.path("index").asInt(),
                                    partition.path("baseOffset").asLong());
                        }
                    }
                }
            }
            case CREATE_TOPICS -> {
                if (asked.path("validateOnly").asBoolean()) {
                    return;
                }
                for (JsonNode topic : answer.path("topics")) {
                    if (topic.path("errorCode").asInt() == 0) {
                        side.awaitTopic(topic.path("name").asText(), 1);
                    }
                }
            }
            case CREATE_PARTITIONS -> {
                for (JsonNode topic : answer.path("results")) {
                    if (topic.path("errorCode").asInt() == 0
                            && !asked.path("validateOnly").asBoolean()) {
                        side.awaitTopic(
                                topic.path("name").asText(), asked.at("/topics/0/count").asInt());
                    }
                }
            }
            case DELETE_TOPICS -> {
                for (JsonNode topic : answer.path("responses")) {
                    if (topic.path("errorCode").asInt() == 0 && topic.path("name").isTextual()) {
                        side.awaitNoTopic(topic.path("name").asText());
                    }
                }
            }
            default -> {}
        }
    }
}

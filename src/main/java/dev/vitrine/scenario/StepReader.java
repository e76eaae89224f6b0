package dev.vitrine.scenario;

import dev.vitrine.config.Settings;
import dev.vitrine.fault.FaultSyntaxException;
import dev.vitrine.fault.TimeDeed;
import dev.vitrine.scenario.Expectation.When;
import dev.vitrine.scenario.Scenario.Step;
import dev.vitrine.scenario.Scenario.TopicPlan;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.LessonProducer;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.WorkloadException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the steps of a scenario, and what steps do.
final class StepReader {
    private static final int ITEMS_MAX = ScenarioReader.ITEMS_MAX;

    private static final String[] ACTIONS = {
        "createTopic", "startProducer", "startConsumer", "stopClient", "send", "fault", "time"
    };

    private static final List<String> WHENS = Arrays.stream(When.values()).map(When::word).toList();

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final List<String> RESERVED = List.of("and", "not", "in", "none");

    private final String source;

    StepReader(String source) {
        this.source = source;
    }

    /// Learns the topics, clients and groups that steps bring in, so that facts of the whole
    /// chapter can name them.
    void collectNames(Json chapters, Known known) {
        for (Json chapter : Fields.list(source, chapters, 1, ScenarioReader.CHAPTERS_MAX)) {
            Json steps = chapter instanceof Json.Obj object ? valueOf(object, "steps") : null;
            if (!(steps instanceof Json.Arr list)) {
                continue;
            }
            for (Json step : list.items()) {
                Json act = step instanceof Json.Obj object ? valueOf(object, "act") : null;
                if (act instanceof Json.Arr actions) {
                    actions.items().forEach(action -> collectNamesOf(action, known));
                }
            }
        }
    }

    private void collectNamesOf(Json action, Known known) {
        if (!(action instanceof Json.Obj object)) {
            return;
        }
        object.fields()
                .forEach((kind, field) -> {
                    switch (kind) {
                        case "createTopic" -> topic(field.value(), known);
                        case "startProducer" -> producer(field.value(), known);
                        case "startConsumer" -> consumer(field.value(), known);
                        default -> {}
                    }
                });
    }

    private static @Nullable Json valueOf(Json.Obj object, String name) {
        Json.Field field = object.fields().get(name);
        return field == null ? null : field.value();
    }

    // ---- topics and clients --------------------------------------------------------------------

    TopicPlan topic(Json json, Known known) {
        Fields fields =
                Fields.of(
                        source,
                        "a topic",
                        json,
                        "name",
                        "partitions",
                        "replicationFactor",
                        "settings");
        String name = fields.text("name");
        if (!TOPIC.matcher(name).matches()) {
            throw fields.wrong(
                    "name",
                    "a topic's name has letters, digits, dots, dashes and underscores, so \""
                            + name
                            + "\" does not do");
        }
        int partitions = fields.integer("partitions", 1, 1, ScenarioReader.PARTITIONS_MAX);
        int replicas =
                fields.integer(
                        "replicationFactor", Math.min(3, known.brokers()), 1, known.brokers());
        Map<String, String> settings = fields.settings("settings");
        try {
            Settings.ofTopic(settings, Settings.ofBroker(Map.of()));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("settings", String.valueOf(e.getMessage()));
        }
        known.partitions().put(name, partitions);
        return new TopicPlan(name, partitions, replicas, settings);
    }

    Action.StartProducer producer(Json json, Known known) {
        Fields fields =
                Fields.of(
                        source,
                        "a producer",
                        json,
                        "name",
                        "topic",
                        "partition",
                        "acks",
                        "idempotence",
                        "key",
                        "recordBytes",
                        "recordsPerSecond",
                        "settings");
        String topic = fields.nameAmong("topic", "topic", known.partitions().keySet());
        int partitions = known.partitions().getOrDefault(topic, 1);
        String acks = fields.oneOf("acks", List.of("0", "1", "all"), "all");
        try {
            ProducerPlan plan =
                    new ProducerPlan(
                            fields.text("name"),
                            topic,
                            fields.integer("partition", -1, 0, partitions - 1),
                            acks,
                            fields.truth("idempotence", acks.equals("all")),
                            fields.has("key") ? List.of(fields.text("key")) : List.of(),
                            fields.integer("recordBytes", 0, 0, ProducerPlan.RECORD_BYTES_MAX),
                            fields.number(
                                    "recordsPerSecond", 0, ProducerPlan.RECORDS_PER_SECOND_MAX),
                            fields.settings("settings"));
            known.producers().add(plan.name());
            return new Action.StartProducer(plan);
        } catch (WorkloadException e) {
            throw new ScenarioException(source, fields.at(), String.valueOf(e.getMessage()));
        }
    }

    Action.StartConsumer consumer(Json json, Known known) {
        Fields fields =
                Fields.of(source, "a consumer", json, "name", "topics", "group", "settings");
        List<String> topics = fields.texts("topics", ConsumerPlan.TOPICS_MAX);
        for (String topic : topics) {
            if (!known.partitions().containsKey(topic)) {
                throw fields.wrong(
                        "topics",
                        "there is no topic \""
                                + topic
                                + "\""
                                + Nearest.hint(topic, known.partitions().keySet())
                                + " there "
                                + ExpressionReader.listed(known.partitions().keySet()));
            }
        }
        try {
            ConsumerPlan plan =
                    ConsumerPlan.of(
                            fields.text("name"),
                            fields.text("group", ""),
                            topics,
                            fields.settings("settings"));
            known.consumers().add(plan.name());
            if (!plan.group().isEmpty()) {
                known.groups().add(plan.group());
            }
            return new Action.StartConsumer(plan);
        } catch (WorkloadException e) {
            throw new ScenarioException(source, fields.at(), String.valueOf(e.getMessage()));
        }
    }

    // ---- steps ---------------------------------------------------------------------------------

    Step step(String number, Json json, Known known) {
        Fields fields =
                Fields.of(
                        source, "a step", json, "narrate", "let", "ask", "act", "wait", "expect",
                        "explain");
        List<Let> lets = lets(fields, known);
        Json ask = fields.value("ask");
        Question question = ask == null ? null : question(ask, known);
        List<Action> actions = new ArrayList<>();
        for (Json each : fields.list("act", ITEMS_MAX)) {
            actions.add(action(each, known));
        }
        List<Wait> waits = new ArrayList<>();
        for (Json each : fields.list("wait", ITEMS_MAX)) {
            waits.add(waitFor(each, known));
        }
        return new Step(
                fields.text("narrate", ""),
                lets,
                question,
                List.copyOf(actions),
                List.copyOf(waits),
                expectations(fields, "expect", number, known),
                fields.text("explain", ""));
    }

    private List<Let> lets(Fields fields, Known known) {
        Json json = fields.value("let");
        if (json == null) {
            return List.of();
        }
        if (!(json instanceof Json.Obj object)) {
            throw fields.wrong(
                    "let", "found " + json.words() + " where names and what they are stand");
        }
        List<Let> lets = new ArrayList<>();
        object.fields()
                .forEach((name, field) -> {
                    if (!NAME.matcher(name).matches()
                            || RESERVED.contains(name)
                            || Function.all().contains(name)) {
                        throw new ScenarioException(
                                source,
                                field.nameAt(),
                                "a name has up to 40 letters and digits and is no word of"
                                        + " the language, so \""
                                        + name
                                        + "\" does not do");
                    }
                    if (!(field.value() instanceof Json.Str text)) {
                        throw new ScenarioException(
                                source,
                                field.value().at(),
                                "found "
                                        + field.value().words()
                                        + " where an expression stands, as a text");
                    }
                    Expression is = ExpressionReader.any(source, text, known);
                    known.lets().put(name, is.type());
                    lets.add(new Let(name, new Formula(is)));
                });
        return List.copyOf(lets);
    }

    /// `pause`, `1/20`, `to election`: what follows the word in [TimeDeed#words].
    private Action time(Json.Str words) {
        try {
            return new Action.Time(TimeDeed.parse("time " + words.text()));
        } catch (FaultSyntaxException e) {
            throw new ScenarioException(source, words.at(), String.valueOf(e.getMessage()));
        }
    }

    private Action action(Json json, Known known) {
        Fields fields = Fields.of(source, "an action", json, ACTIONS);
        String kind = fields.exactlyOneOf(List.of(ACTIONS));
        Json value = fields.required(kind);
        return switch (kind) {
            case "createTopic" -> new Action.CreateTopic(topic(value, known));
            case "startProducer" -> producer(value, known);
            case "startConsumer" -> consumer(value, known);
            case "stopClient" -> {
                List<String> clients = new ArrayList<>(known.producers());
                clients.addAll(known.consumers());
                yield new Action.StopClient(fields.nameAmong(kind, "client", clients));
            }
            case "send" -> {
                Fields send = Fields.of(source, "a send", value, "producer", "records");
                yield new Action.Send(
                        send.nameAmong("producer", "producer", known.producers()),
                        send.integer("records", 1, 1, LessonProducer.SEND_MAX));
            }
            case "time" -> time(fields.string(kind));
            default -> new Action.Break(FaultTemplate.read(source, fields.string(kind), known));
        };
    }

    private Wait waitFor(Json json, Known known) {
        Fields fields = Fields.of(source, "a wait", json, "until", "for", "withinMs");
        Formula until = condition(fields, "until", known);
        return new Wait(fields.text("for", until.toString()), until, within(fields));
    }

    private static long within(Fields fields) {
        return fields.integer("withinMs", (int) Wait.WITHIN_MS, 1, (int) Wait.WITHIN_MS_MAX);
    }

    List<Expectation> expectations(Fields parent, String field, String number, Known known) {
        List<Expectation> all = new ArrayList<>();
        for (Json each : parent.list(field, ITEMS_MAX)) {
            Fields fields =
                    Fields.of(
                            source,
                            "a fact",
                            each,
                            "fact",
                            "eventually",
                            "now",
                            "always",
                            "never",
                            "withinMs");
            String when = fields.exactlyOneOf(WHENS);
            Formula condition = condition(fields, when, known);
            boolean watched = when.equals("always") || when.equals("never");
            if (watched && condition.expression().needsAudit()) {
                throw fields.wrong(
                        when,
                        "the logs are not read at every moment, so what is lost or there twice can"
                                + " only be asked eventually or now");
            }
            all.add(
                    new Expectation(
                            number + "." + (all.size() + 1),
                            fields.text("fact"),
                            When.values()[WHENS.indexOf(when)],
                            condition,
                            within(fields)));
        }
        return List.copyOf(all);
    }

    private Formula condition(Fields fields, String name, Known known) {
        return new Formula(ExpressionReader.condition(source, fields.string(name), known));
    }

    private Question question(Json json, Known known) {
        Fields fields =
                Fields.of(source, "a question", json, "question", "choices", "number", "broker");
        String words = fields.text("question");
        String kind = fields.exactlyOneOf(List.of("choices", "number", "broker"));
        if (!kind.equals("choices")) {
            Formula answer =
                    new Formula(
                            ExpressionReader.whole(
                                    source, fields.string(kind), known, Value.Type.NUMBER));
            return kind.equals("number")
                    ? new Question.OfNumber(words, answer)
                    : new Question.OfBroker(words, answer);
        }
        List<Question.Choice> choices = new ArrayList<>();
        for (Json each : Fields.list(source, fields.required("choices"), 2, 6)) {
            Fields choice = Fields.of(source, "a choice", each, "answer", "rightIf");
            choices.add(
                    new Question.Choice(
                            choice.text("answer"), condition(choice, "rightIf", known)));
        }
        return new Question.OfChoice(words, List.copyOf(choices));
    }
}

package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerChange;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Setting;
import dev.vitrine.config.Settings;
import dev.vitrine.controller.Controller;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request.AlterConfigs;
import dev.vitrine.controller.Request.AlterConfigs.Change;
import dev.vitrine.controller.Request.AlterConfigs.Operation;
import dev.vitrine.controller.Request.AlterConfigs.Outcome;
import dev.vitrine.controller.Request.AlterConfigs.Resource;
import dev.vitrine.controller.ResourceType;

import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A change of configurations, asked of a broker: what a broker can tell is wrong it answers itself
/// (Kafka's `ConfigAdminManager`), and passes the rest on to the active controller.
final class ConfigChanges implements Handler {
    private final Facts facts;
    private final Knowledge knowledge;
    private final ControllerPort controller;

    /// @param facts of the handler behind the controller's listener
    ConfigChanges(Facts facts, Knowledge knowledge, ControllerPort controller) {
        this.facts = facts;
        this.knowledge = knowledge;
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    /// Refuses a part of a request.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Errors error;

        Refused(Errors error, String words) {
            super(words, null, false, false);
            this.error = error;
        }
    }

    @Override
    public void handle(Call call) {
        AlterConfigs request = ConfigMessages.read(call.request().body());
        List<@Nullable Outcome> outcomes = new ArrayList<>();
        List<Resource> passed = new ArrayList<>();
        for (Resource resource : request.resources()) {
            Outcome outcome = check(request, resource);
            outcomes.add(outcome);
            if (outcome == null) {
                passed.add(resource);
            }
        }
        if (passed.isEmpty()) {
            call.reply(ConfigMessages.answer(request, merged(outcomes, List.of())));
            return;
        }
        controller.ask(
                facts.api(),
                call.version(),
                ConfigMessages.write(
                        new AlterConfigs(passed, request.replaceAll(), request.validateOnly())),
                response -> {
                    if (response == null) {
                        call.hangUp();
                    } else {
                        List<Outcome> decided = ConfigMessages.outcomes(response);
                        call.reply(ConfigMessages.answer(request, merged(outcomes, decided)));
                    }
                });
    }

    /// @param outcomes with nulls in place of what the controller decided
    private static List<Outcome> merged(List<@Nullable Outcome> outcomes, List<Outcome> decided) {
        Iterator<Outcome> next = decided.iterator();
        List<Outcome> merged = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome != null) {
                merged.add(outcome);
            } else {
                merged.add(
                        next.hasNext()
                                ? next.next()
                                : new Outcome(Errors.UNKNOWN_SERVER_ERROR, null));
            }
        }
        return merged;
    }

    /// @return null when it is for the controller to decide
    private @Nullable Outcome check(AlterConfigs request, Resource resource) {
        try {
            checkOnce(request, resource);
            checkValues(resource);
            ResourceType type = resource.type();
            if (type == null || (type == ResourceType.BROKER_LOGGER && request.replaceAll())) {
                throw refused("Unknown resource type " + resource.typeId());
            }
            switch (type) {
                case BROKER_LOGGER -> {
                    checkLoggers(resource);
                    return Outcome.DONE;
                }
                case BROKER -> checkBroker(resource, request.replaceAll());
                case TOPIC, CLIENT_METRICS, GROUP -> {}
            }
            return null;
        } catch (Refused refused) {
            return new Outcome(refused.error, refused.getMessage());
        }
    }

    private static Refused refused(String why) {
        return new Refused(Errors.INVALID_REQUEST, why);
    }

    private static void checkOnce(AlterConfigs request, Resource resource) {
        long same =
                request.resources().stream()
                        .filter(each ->
                                each.typeId() == resource.typeId()
                                        && each.name().equals(resource.name()))
                        .count();
        if (same > 1) {
            throw refused("Each resource must appear at most once.");
        }
    }

    private static void checkValues(Resource resource) {
        TreeSet<String> keys = new TreeSet<>();
        if (!resource.changes().stream().allMatch(change -> keys.add(change.key()))) {
            throw refused("Error due to duplicate config keys");
        }
        List<String> without =
                resource.changes().stream()
                        .filter(change ->
                                change.operation() != Operation.DELETE && change.value() == null)
                        .map(Change::key)
                        .toList();
        if (!without.isEmpty()) {
            throw refused("Null value not supported for : " + String.join(", ", without));
        }
    }

    // ---- brokers -------------------------------------------------------------------------------

    private void checkBroker(Resource resource, boolean replaceAll) {
        boolean ofOneBroker = !resource.name().isEmpty();
        if (ofOneBroker) {
            checkNode(resource.name(), "Unexpected broker id, expected %d, but received %s");
        }
        String name = ofOneBroker ? String.valueOf(knowledge.nodeId()) : "";
        SortedMap<String, String> wanted =
                replaceAll
                        ? new TreeMap<>()
                        : new TreeMap<>(knowledge.image().configs(ResourceType.BROKER, name));
        resource.changes().forEach(change -> apply(change, wanted));
        try {
            new BrokerChange(wanted, ofOneBroker, knowledge.settings(), after(wanted, ofOneBroker))
                    .check();
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /// @param words with places for this node's id and for the name
    private void checkNode(String name, String words) {
        try {
            if (Integer.parseInt(name) != knowledge.nodeId()) {
                throw refused(words.formatted(knowledge.nodeId(), name));
            }
        } catch (NumberFormatException e) {
            throw refused("Node id must be an integer, but it is: " + name);
        }
    }

    private static void apply(Change change, SortedMap<String, String> wanted) {
        Operation operation = change.operation();
        if (operation == null) {
            throw refused("Unknown operations type " + change.operationId());
        }
        Setting setting = BrokerSettings.ALL.get(change.key());
        if (change.isOfItems() && setting == null) {
            throw new Refused(Errors.INVALID_CONFIG, "Unknown config name: " + change.key());
        }
        if (setting != null && change.isOfItems() && setting.type() != Setting.Type.LIST) {
            throw new Refused(
                    Errors.INVALID_CONFIG,
                    "Config value "
                            + (operation == Operation.APPEND ? "append" : "subtract")
                            + " is not allowed for config key: "
                            + change.key());
        }
        String value =
                change.after(
                        wanted.get(change.key()), setting == null ? null : setting.defaultValue());
        if (value == null) {
            wanted.remove(change.key());
        } else {
            wanted.put(change.key(), value);
        }
    }

    private Settings after(SortedMap<String, String> wanted, boolean ofOneBroker) {
        String node = String.valueOf(knowledge.nodeId());
        return ofOneBroker
                ? knowledge
                        .started()
                        .over(knowledge.image().configs(ResourceType.BROKER, ""))
                        .over(wanted)
                : knowledge
                        .started()
                        .over(wanted)
                        .over(knowledge.image().configs(ResourceType.BROKER, node));
    }

    // ---- loggers -------------------------------------------------------------------------------

    /// There are none, as in a Kafka without log4j.
    private void checkLoggers(Resource resource) {
        checkNode(resource.name(), "Unexpected node id. Expected %d, but received %s");
        for (Change change : resource.changes()) {
            Operation operation = change.operation();
            if (operation == null || change.isOfItems()) {
                throw refused(
                        (operation == null
                                        ? "Unknown operation type " + change.operationId()
                                        : operation + " operation")
                                + " is not allowed for the BROKER_LOGGER resource");
            }
            throw new Refused(Errors.INVALID_CONFIG, "Logger " + change.key() + " does not exist!");
        }
    }

    // ---- at the controller ---------------------------------------------------------------------

    /// Has the controller decide what a broker passed on.
    static void decide(Controller controller, Call call) {
        AlterConfigs request = ConfigMessages.read(call.request().body());
        controller.submit(request, reply -> call.reply(answer(request, reply)));
    }

    private static ApiMessage answer(AlterConfigs request, Reply<List<Outcome>> reply) {
        return ConfigMessages.answer(
                request,
                switch (reply) {
                    case Reply.Decided<List<Outcome>>(var outcomes) -> outcomes;
                    case Reply.Refused<List<Outcome>>(var error, var message) ->
                            request.resources().stream()
                                    .map(resource -> new Outcome(error, message))
                                    .toList();
                });
    }
}

package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;

import java.util.ArrayList;
import java.util.List;

/// The handlers of what the controller answers.
public final class ControllerApis {
    private ControllerApis() {}

    /// Those behind the controller's listener.
    public static List<Handler> all(Controller controller, String clusterId) {
        List<Handler> handlers = new ArrayList<>(ofClients(controller));
        handlers.add(new BrokerRegistrationApi(controller, clusterId));
        handlers.add(new BrokerHeartbeatApi(controller));
        handlers.add(new AlterPartitionApi(controller));
        handlers.add(new AllocateProducerIdsApi(controller));
        return handlers;
    }

    /// Those that clients may ask of any broker, which passes them on.
    public static List<Handler> ofClients(Controller controller) {
        return List.of(
                new CreateTopicsApi(controller),
                new DeleteTopicsApi(controller),
                new CreatePartitionsApi(controller),
                new ElectLeadersApi(controller),
                new AlterPartitionReassignmentsApi(controller),
                new ListPartitionReassignmentsApi(controller),
                new AlterConfigsApi(controller),
                new IncrementalAlterConfigsApi(controller),
                new UpdateFeaturesApi(controller),
                new UnregisterBrokerApi(controller));
    }

    /// The same at a broker, which passes them on.
    public static List<Handler> passedOn(
            Controller controller, Knowledge knowledge, ControllerPort port) {
        List<Handler> handlers = new ArrayList<>();
        for (Handler handler : ofClients(controller)) {
            Facts facts = handler.facts();
            handlers.add(
                    switch (facts.api()) {
                        case ALTER_CONFIGS, INCREMENTAL_ALTER_CONFIGS ->
                                new ConfigChanges(facts, knowledge, port);
                        default -> new ForwardApi(facts, port);
                    });
        }
        return handlers;
    }
}

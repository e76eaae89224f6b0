package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;

import org.apache.kafka.common.protocol.ApiKeys;

/// IncrementalAlterConfigs (KIP-339): settings of topics, brokers, groups and subscriptions to
/// clients' metrics change one by one; lists can grow and shrink (APPEND, SUBTRACT).
///
/// - Answers resource by resource; a resource changes wholly or not at all. In this order: at the
///   broker ([ConfigChanges]) INVALID_REQUEST for a resource or a key that comes twice, a missing
///   value, an unknown type, another broker's id, and what a running broker cannot become; then at
///   the controller ([dev.vitrine.controller.Request.AlterConfigs]) INVALID_CONFIG for unknown
///   names, values out of range and settings that do not go together, INVALID_TOPIC_EXCEPTION,
///   UNKNOWN_TOPIC_OR_PARTITION.
/// - Names that Kafka does not have are kept for brokers, as plugins might know them, and refused
///   for everything else.
/// - Left out: listeners cannot be changed while a node runs; there are no loggers, so that every
///   name of one is INVALID_CONFIG, as in a Kafka without log4j; settings that the engine does not
///   honour are kept and shown, and do nothing.
public final class IncrementalAlterConfigsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(
                    ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                    0,
                    1,
                    "settings that the engine does not honour are kept and shown, and do nothing;"
                            + " listeners cannot be changed, and there are no loggers");

    private final Controller controller;

    public IncrementalAlterConfigsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        ConfigChanges.decide(controller, call);
    }
}

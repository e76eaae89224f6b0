package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;

import org.apache.kafka.common.protocol.ApiKeys;

/// AlterConfigs: all settings of topics, brokers, groups and subscriptions to clients' metrics are
/// replaced.
///
/// - Everything else is as in [IncrementalAlterConfigsApi], but for loggers, which this request
///   does not know (INVALID_REQUEST).
/// - A resource that comes twice is refused (INVALID_REQUEST); Kafka 4.4 fails inside and never
///   answers.
public final class AlterConfigsApi implements Handler {
    public static final Facts FACTS =
            Facts.simplified(
                    ApiKeys.ALTER_CONFIGS,
                    0,
                    2,
                    "settings that the engine does not honour are kept and shown, and do nothing;"
                            + " listeners cannot be changed, and there are no loggers");

    private final Controller controller;

    public AlterConfigsApi(Controller controller) {
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

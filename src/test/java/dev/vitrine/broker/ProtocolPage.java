package dev.vitrine.broker;

import dev.vitrine.broker.api.Facts;

import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `src/docs/PROTOCOL.md`: every API that Kafka has, beside what the handlers of a node say that
/// they do.
final class ProtocolPage {
    private final Map<ApiKeys, Facts> ofBrokers;
    private final Map<ApiKeys, Facts> ofControllers;

    /// @param ofBrokers what a node serves behind its brokers' door
    /// @param ofControllers what it serves behind its controllers' door
    ProtocolPage(List<Facts> ofBrokers, List<Facts> ofControllers) {
        this.ofBrokers = byApi(ofBrokers);
        this.ofControllers = byApi(ofControllers);
    }

    private static Map<ApiKeys, Facts> byApi(List<Facts> facts) {
        return facts.stream()
                .collect(
                        Collectors.toMap(
                                Facts::api, Function.identity(), (one, two) -> one, TreeMap::new));
    }

    String text() {
        return """
        # Which of Kafka's APIs Vitrine serves

        Every API of Apache Kafka 4.4, with the versions that Kafka has and those that Vitrine has. *Real*: a client
        cannot tell the difference. *Simplified*: something is left out, and the note says what. *Absent*: it is
        not advertised, and who asks has the connection closed, as Kafka does with what it does not know.

        This page is made of what the handlers of a node say about themselves; `ApiVersions` is answered from the
        same. Write it anew with `mvn test -Dtest=ProtocolPageTest -Dprotocol=write`.

        ## Behind the brokers' door

        """
                + table(ApiMessageType.ListenerType.BROKER, ofBrokers)
                + """

                ## Behind the controllers' door

                Brokers and controllers talk here, and admin clients with `bootstrap.controllers`.

                """
                + table(ApiMessageType.ListenerType.CONTROLLER, ofControllers);
    }

    private static String table(ApiMessageType.ListenerType listener, Map<ApiKeys, Facts> served) {
        List<ApiKeys> apis =
                ApiKeys.apisForListener(listener).stream()
                        .sorted(Comparator.comparingInt(api -> api.id))
                        .toList();
        long real = count(apis, served, Facts.Standing.REAL);
        long simplified = count(apis, served, Facts.Standing.SIMPLIFIED);
        return "%d APIs: %d real, %d simplified, %d absent.%n%n"
                        .formatted(apis.size(), real, simplified, apis.size() - real - simplified)
                + "| key | API | Kafka | Vitrine | | notes |\n|---|---|---|---|---|---|\n"
                + apis.stream().map(api -> row(api, served.get(api))).collect(Collectors.joining());
    }

    private static long count(
            List<ApiKeys> apis, Map<ApiKeys, Facts> served, Facts.Standing standing) {
        return apis.stream()
                .filter(api -> served.containsKey(api) && served.get(api).standing() == standing)
                .count();
    }

    private static String row(ApiKeys api, @Nullable Facts facts) {
        String kafka = versions(api.oldestVersion(), api.latestVersion(false));
        if (facts == null) {
            return "| %d | %s | %s | | absent | |%n".formatted(api.id, api.name, kafka);
        }
        return "| %d | %s | %s | %s | %s | %s |%n"
                .formatted(
                        api.id,
                        api.name,
                        kafka,
                        versions(facts.min(), facts.max()),
                        facts.standing().name().toLowerCase(Locale.ROOT),
                        notes(facts));
    }

    private static String notes(Facts facts) {
        if (facts.advertised()) {
            return facts.notes();
        }
        return "answered, not advertised" + (facts.notes().isEmpty() ? "" : "; " + facts.notes());
    }

    private static String versions(short oldest, short latest) {
        return oldest == latest ? String.valueOf(oldest) : oldest + "-" + latest;
    }
}

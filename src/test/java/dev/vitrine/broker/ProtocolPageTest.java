package dev.vitrine.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.broker.api.ControllerEndpoint;
import dev.vitrine.broker.api.Facts;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Transport;
import dev.vitrine.log.MemoryStorage;

import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The page about the protocol says what a node's handlers say. `mvn test -Dtest=ProtocolPageTest
/// -Dprotocol=write` writes it anew.
class ProtocolPageTest {
    private static final Path PAGE = Path.of("src/docs/PROTOCOL.md");

    private final Broker node =
            new Broker(
                    new NodeConfig(
                            1,
                            true,
                            true,
                            List.of(new ControllerEndpoint(1, 9093)),
                            "vitrine-cluster-000001",
                            9092,
                            9093,
                            "",
                            Settings.ofBroker(Map.of())),
                    new Environment(
                            () -> 0,
                            new Nowhere(),
                            new MemoryStorage(),
                            new SplittableRandom(1),
                            null),
                    event -> {});

    @Test
    void thePageSaysWhatTheHandlersSay() throws IOException {
        String page =
                new ProtocolPage(node.facts(Listener.BROKER), node.facts(Listener.CONTROLLER))
                        .text();
        if ("write".equals(System.getProperty("protocol"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("mvn test -Dtest=ProtocolPageTest -Dprotocol=write writes it anew")
                .hasContent(page);
    }

    @Test
    void noHandlerClaimsAVersionThatKafkaDoesNotHave() {
        for (Listener listener : Listener.values()) {
            assertThat(node.facts(listener))
                    .allSatisfy(facts -> {
                        ApiKeys api = facts.api();
                        assertThat(facts.min()).isGreaterThanOrEqualTo(api.oldestVersion());
                        assertThat(facts.max()).isLessThanOrEqualTo(api.latestVersion(false));
                    });
        }
    }

    @Test
    void whatIsSimplifiedSaysHow() {
        for (Listener listener : Listener.values()) {
            assertThat(node.facts(listener))
                    .filteredOn(facts -> facts.standing() == Facts.Standing.SIMPLIFIED)
                    .allSatisfy(facts -> assertThat(facts.notes()).isNotEmpty());
        }
    }

    /// A network without anybody in it.
    private static final class Nowhere implements Transport {
        @Override
        public long connect(int nodeId, Listener listener) {
            return 1;
        }

        @Override
        public void send(long connection, ByteBuffer frame) {}

        @Override
        public void acceptAtMost(int connections) {}

        @Override
        public void mute(long connection) {}

        @Override
        public void unmute(long connection) {}

        @Override
        public void close(long connection) {}
    }
}

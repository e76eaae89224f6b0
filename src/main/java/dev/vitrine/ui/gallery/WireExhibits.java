package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.history.Subject;
import dev.vitrine.live.Exchange;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.lens.WireLens;
import dev.vitrine.ui.lens.WireSide;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The wire inspector over canned frames.
final class WireExhibits {
    private static final double WIDTH = 1_200;
    private static final int PRODUCE_VERSION = 13;
    private static final int FETCH_VERSION = 18;

    /// The value of the first record in the frame `produce`.
    private static final int VALUE_FROM = 0x7c;

    private static final int VALUE_TO = 0x8c;

    private WireExhibits() {}

    static List<Exhibit> all() {
        return List.of(
                exhibit(
                        "produce",
                        "A Produce with a batch of two records; one value is marked",
                        WireSide.REQUEST,
                        1,
                        700),
                exhibit(
                        "fetched",
                        "The answer to a Fetch, with a gzip batch",
                        WireSide.ANSWER,
                        0,
                        900),
                exhibit("refused", "An answer with an error", WireSide.ANSWER, 2, 420),
                exhibit("difference", "From one Produce to the next", WireSide.DIFFERENCE, 2, 320));
    }

    private static Exhibit exhibit(
            String name, String words, WireSide side, long seq, double height) {
        Tape tape = tape();
        Supplier<Artist> artist =
                () -> {
                    WireLens lens = new WireLens(WireExhibits::bytes);
                    lens.show(side);
                    if (name.equals("produce")) {
                        lens.mark(VALUE_FROM, VALUE_TO);
                    }
                    return lens;
                };
        return new Exhibit(
                artist,
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                new Subject.OfMessage(seq),
                WIDTH,
                height);
    }

    private static Tape tape() {
        Tape tape = new Tape();
        tape.nodes(3);
        List<Integer> replicas = List.of(2, 1, 3);
        // The id that the frames name.
        String id = "Hy49TFtqeYgBI0VniavN7w";
        tape.foundTopic("orders", id, List.of(replicas, replicas, replicas), 4, 4, 4);
        tape.connect("billing-2", 2, "apache-kafka-java 4.4.0");
        tape.connect("checkout", 2, "apache-kafka-java 4.4.0");
        request(tape, 1, "billing-2", "Fetch", FETCH_VERSION, 7, "fetch", "orders-1", 1);
        tape.pass(3);
        response(tape, 1, "billing-2", "Fetch", 7, "fetched", 120, "NONE");
        tape.pass(10);
        request(tape, 2, "checkout", "Produce", PRODUCE_VERSION, 41, "produce", "orders-1 ×2", 1);
        tape.pass(4);
        response(tape, 2, "checkout", "Produce", 41, "produced", 0, "NONE");
        tape.pass(900);
        request(
                tape,
                2,
                "checkout",
                "Produce",
                PRODUCE_VERSION,
                42,
                "produce-again",
                "orders-2 ×1",
                2);
        tape.pass(1);
        response(tape, 2, "checkout", "Produce", 42, "refused", 0, "NOT_LEADER_OR_FOLLOWER");
        tape.pass(1_200);
        return tape;
    }

    private static void request(
            Tape tape,
            long connection,
            String client,
            String api,
            int version,
            int correlationId,
            String frame,
            String subject,
            int partition) {
        tape.tell(
                new Event.RequestReceived(
                        2,
                        tape.nowMs(),
                        connection,
                        Event.OUTSIDE,
                        client,
                        api,
                        version,
                        correlationId,
                        frame(frame).length,
                        subject,
                        Map.of("orders", List.of(partition))));
    }

    private static void response(
            Tape tape,
            long connection,
            String client,
            String api,
            int correlationId,
            String frame,
            int recordBytes,
            String error) {
        tape.tell(
                new Event.ResponseSent(
                        2,
                        tape.nowMs(),
                        connection,
                        Event.OUTSIDE,
                        client,
                        api,
                        correlationId,
                        frame(frame).length,
                        recordBytes,
                        error));
    }

    private static Exchange bytes(int node, long connection, int correlationId) {
        return switch (correlationId) {
            case 7 -> exchange("fetch", "fetched");
            case 41 -> exchange("produce", "produced");
            default -> exchange("produce-again", "refused");
        };
    }

    private static Exchange exchange(String request, String response) {
        byte[] asked = frame(request);
        byte[] told = frame(response);
        return new Exchange(asked, asked.length, told, told.length);
    }

    private static byte[] frame(String name) {
        String hex = Frames.BY_NAME.get(name);
        if (hex == null) {
            throw new IllegalArgumentException("no frame " + name);
        }
        return HexFormat.of().parseHex(hex);
    }

    /// The frames of `frames.txt`, in hexadecimal.
    private static final class Frames {
        static final Map<String, String> BY_NAME = read();

        private static Map<String, String> read() {
            try (@Nullable InputStream in = WireExhibits.class.getResourceAsStream("frames.txt")) {
                if (in == null) {
                    throw new IllegalStateException("frames.txt is missing");
                }
                Map<String, String> frames = new TreeMap<>();
                new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .forEach(line -> {
                            int space = line.indexOf(' ');
                            frames.put(line.substring(0, space), line.substring(space + 1));
                        });
                return frames;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

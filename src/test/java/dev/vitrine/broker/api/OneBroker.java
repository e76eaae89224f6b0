package dev.vitrine.broker.api;

import dev.vitrine.config.Settings;
import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.MetadataRecord;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Storage;
import dev.vitrine.log.LogConfig;
import dev.vitrine.log.MemoryStorage;
import dev.vitrine.replica.Assignment;
import dev.vitrine.replica.IsrPort;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Broker 1 of three, with real replicas on a disk in memory that counts, and the words to tell it
/// what the controller and the others do.
final class OneBroker {
    static final int ID = 1;

    long nowMs = 1_000_000;

    /// How often something was read from the disk.
    int diskReads;

    final ClusterImage image = new ClusterImage();
    final Environment env =
            new Environment(
                    () -> nowMs, null, new CountingStorage(), new SplittableRandom(1), null);
    final Knowledge knowledge;
    final Replicas replicas;
    private final Map<ApiKeys, Handler> handlers = new TreeMap<>();
    private final Map<String, Uuid> topicIds = new TreeMap<>();
    private int nextOffset;
    private int correlationId;

    OneBroker(String... settings) {
        Map<String, String> overrides = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            overrides.put(settings[i], settings[i + 1]);
        }
        Settings started = Settings.ofBroker(overrides);
        for (int id = 1; id <= 3; id++) {
            replay(
                    new MetadataRecord.BrokerRegistered(
                            id, id, "i" + id, "127.0.0.1", 9_000 + id, "rack" + id, false, false));
        }
        knowledge = new Knowledge(ID, "cluster", started, image, () -> ID);
        replicas =
                new Replicas(
                        ID,
                        env,
                        event -> {},
                        () -> started,
                        topic -> LogConfig.DEFAULT,
                        topic -> 1,
                        new IsrPort() {
                            @Override
                            public void propose(
                                    Assignment current, List<Integer> isr, Runnable refused) {}

                            @Override
                            public boolean isEligible(int nodeId, long brokerEpoch) {
                                return true;
                            }

                            @Override
                            public boolean isAlive(int nodeId) {
                                return image.broker(nodeId)
                                        .filter(broker -> !broker.fenced())
                                        .isPresent();
                            }
                        });
    }

    OneBroker serve(Handler handler) {
        handlers.put(handler.facts().api(), handler);
        return this;
    }

    void replay(MetadataRecord record) {
        image.replay(nextOffset++, record);
    }

    /// A topic with one partition, led by the first of its replicas, all in sync.
    Uuid topic(String name, Integer... replicas) {
        Uuid id = new Uuid(5, nextOffset);
        topicIds.put(name, id);
        replay(new MetadataRecord.TopicCreated(name, id.toString(), new TreeMap<>()));
        List<Integer> all = List.of(replicas);
        replay(
                new MetadataRecord.PartitionCreated(
                        name, id.toString(), 0, all, all, all.getFirst(), 0, 0));
        apply(name);
        return id;
    }

    /// The controller gives a topic's partition another leader.
    void elect(String name, int leader, int leaderEpoch) {
        PartitionRegistration now = image.partition(name, 0).orElseThrow();
        replay(
                new MetadataRecord.PartitionChanged(
                        name,
                        topicId(name).toString(),
                        0,
                        now.replicas(),
                        List.of(),
                        List.of(),
                        now.isr(),
                        List.of(),
                        List.of(),
                        leader,
                        leaderEpoch,
                        now.partitionEpoch() + 1,
                        "test"));
        apply(name);
    }

    /// The controller deletes a topic.
    void delete(String name) {
        replay(new MetadataRecord.TopicDeleted(name, topicId(name).toString()));
        replicas.delete(name, 0);
    }

    private void apply(String name) {
        PartitionRegistration now = image.partition(name, 0).orElseThrow();
        replicas.apply(
                new Assignment(
                        name,
                        topicId(name),
                        0,
                        now.replicas(),
                        now.isr(),
                        now.leader(),
                        now.leaderEpoch(),
                        now.partitionEpoch()));
    }

    Uuid topicId(String name) {
        Uuid id = topicIds.get(name);
        return id == null ? new Uuid(9, name.hashCode()) : id;
    }

    Partition partition(String name) {
        return replicas.find(name, 0);
    }

    /// Appends a record of so many bytes as the leader.
    void append(String topic, int bytes) {
        partition(topic)
                .append(
                        MemoryRecords.withRecords(
                                Compression.NONE, new SimpleRecord(1_000, new byte[bytes])),
                        -1,
                        (short) 1,
                        0,
                        produced -> {});
    }

    /// An answer that may not have come yet.
    static final class Asked<T extends ApiMessage> {
        private final List<T> answers = new ArrayList<>();
        private boolean closed;
        private final Call call;

        Asked(Call.Answer into, Frames.Request request) {
            call = new Call(request, 1, Listener.BROKER, "127.0.0.1:50000", into);
        }

        boolean isAnswered() {
            return !answers.isEmpty();
        }

        boolean isClosed() {
            return closed;
        }

        T answer() {
            if (answers.size() != 1) {
                throw new AssertionError(answers.size() + " answers");
            }
            return answers.getFirst();
        }

        /// The client goes away.
        void abandon() {
            call.abandon();
        }
    }

    /// What a request is about before it is handled.
    String subject(ApiKeys api, ApiMessage body) {
        return handlers.get(api).about(body, id -> image.topicName(id).orElse("")).words();
    }

    /// Sends a request as a frame; its answer is one too.
    <T extends ApiMessage> Asked<T> send(Class<T> type, ApiKeys api, int version, ApiMessage body) {
        Frames.Request request =
                Frames.decodeRequest(
                        Frames.encodeRequest(
                                api, (short) version, ++correlationId, "tester", body));
        List<Asked<T>> self = new ArrayList<>();
        Asked<T> asked =
                new Asked<>(
                        new Call.Answer() {
                            @Override
                            public void send(Call call, ApiMessage response) {
                                if (response != null) {
                                    self.getFirst()
                                            .answers
                                            .add(type.cast(overTheWire(call.request(), response)));
                                }
                            }

                            @Override
                            public void hangUp(Call call) {
                                self.getFirst().closed = true;
                            }
                        },
                        request);
        self.add(asked);
        handlers.get(api).handle(asked.call);
        return asked;
    }

    private static ApiMessage overTheWire(Frames.Request request, ApiMessage body) {
        return Frames.decodeResponse(
                        request.api(),
                        request.version(),
                        Frames.encodeResponse(
                                request.api(), request.version(), request.correlationId(), body))
                .body();
    }

    void pass(long ms) {
        nowMs += ms;
        replicas.onTime();
    }

    private final class CountingStorage implements Storage {
        private final MemoryStorage disk = new MemoryStorage();

        @Override
        public File open(String path) {
            return new CountingFile(disk.open(path));
        }

        @Override
        public List<String> list(String directory) {
            return disk.list(directory);
        }

        @Override
        public Optional<ByteBuffer> readWhole(String path) {
            return disk.readWhole(path);
        }

        @Override
        public void replace(String path, ByteBuffer bytes) {
            disk.replace(path, bytes);
        }

        @Override
        public void rename(String from, String to) {
            disk.rename(from, to);
        }

        @Override
        public void delete(String path) {
            disk.delete(path);
        }

        @Override
        public String location() {
            return disk.location();
        }

        @Override
        public Space space() {
            return disk.space();
        }
    }

    private final class CountingFile implements Storage.File {
        private final Storage.File file;

        CountingFile(Storage.File file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            diskReads++;
            return file.read(into, position);
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void append(ByteBuffer bytes) {
            file.append(bytes);
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            file.write(bytes, position);
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void flush() {
            file.flush();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}

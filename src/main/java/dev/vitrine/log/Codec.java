package dev.vitrine.log;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.jspecify.annotations.Nullable;

/// How a leader keeps batches (`compression.type`): as they were sent, or all compressed its own
/// way.
///
/// @param type null when batches stay as they are
/// @param level of those codecs that have levels, 0 for others
public record Codec(@Nullable CompressionType type, int level) {
    /// `producer`, Kafka's default.
    public static final Codec AS_SENT = new Codec(null, 0);

    static Codec of(Settings topic) {
        return switch (topic.stringOf(TopicSettings.COMPRESSION_TYPE)) {
            case "uncompressed" -> new Codec(CompressionType.NONE, 0);
            case "gzip" ->
                    new Codec(
                            CompressionType.GZIP,
                            topic.intOf(TopicSettings.COMPRESSION_GZIP_LEVEL));
            case "snappy" -> new Codec(CompressionType.SNAPPY, 0);
            case "lz4" ->
                    new Codec(
                            CompressionType.LZ4, topic.intOf(TopicSettings.COMPRESSION_LZ4_LEVEL));
            case "zstd" ->
                    new Codec(
                            CompressionType.ZSTD,
                            topic.intOf(TopicSettings.COMPRESSION_ZSTD_LEVEL));
            default -> AS_SENT;
        };
    }

    /// Whether a batch compressed in one of Kafka's ways is kept as it is. The level does not
    /// matter: nobody could tell it from the bytes.
    boolean keeps(int compressionId) {
        return type == null || type.id == compressionId;
    }

    /// The compressor; only when there is a type.
    Compression compression() {
        return switch (java.util.Objects.requireNonNull(type)) {
            case GZIP -> Compression.gzip().level(level).build();
            case LZ4 -> Compression.lz4().level(level).build();
            case ZSTD -> Compression.zstd().level(level).build();
            case SNAPPY -> Compression.snappy().build();
            case NONE -> Compression.NONE;
        };
    }
}

package dev.vitrine.wire;

import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.types.Schema;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The bytes that members of a classic group tell each other, which a coordinator passes on unread:
/// those of consumers are a subscription or an assignment, in a version that stands before it.
///
/// They are opened where the message says that its members are consumers, and where they are read
/// to their last byte; else they stay bytes.
final class MemberBytes {
    private static final String CONSUMER = "consumer";

    private final Cursor in;
    private final FieldWalk walk;

    /// What the message said last of who its members are; it says so before their bytes come.
    private String protocolType = "";

    MemberBytes(Cursor in, FieldWalk walk) {
        this.in = in;
        this.walk = walk;
    }

    /// A text of the message was read.
    void heard(Part text) {
        if (text.name().equals("protocolType")) {
            protocolType = text.value();
        }
    }

    /// Reads the next so many bytes, whose length was read already.
    ///
    /// @param from where the length stands
    /// @return null when they are not such, or cannot be read
    @Nullable Part open(String name, String type, int from, Part length, long bytes) {
        Schema[] schemas =
                switch (name) {
                    case "metadata", "memberMetadata" -> ConsumerProtocolSubscription.SCHEMAS;
                    case "assignment", "memberAssignment" -> ConsumerProtocolAssignment.SCHEMAS;
                    default -> null;
                };
        if (schemas == null || !protocolType.equals(CONSUMER) || bytes > in.remaining()) {
            return null;
        }
        List<Part> read = in.attempt((int) bytes, () -> fields(schemas));
        if (read == null) {
            return null;
        }
        List<Part> all = new ArrayList<>();
        all.add(length);
        all.addAll(read);
        return in.group(name, type, from, Kind.STRUCT, all);
    }

    private List<Part> fields(Schema[] schemas) {
        Part version = in.integer("version", "INT16", Short.BYTES, Kind.NUMBER);
        long number = in.number();
        if (in.isBroken() || number < 0 || number >= schemas.length) {
            in.fail("not a version that is known here");
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        parts.add(version);
        parts.addAll(walk.struct("", schemas[(int) number]).parts());
        return parts;
    }
}

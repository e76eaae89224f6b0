package dev.vitrine.anatomy;

import java.util.ArrayList;
import java.util.List;

/// A frame, taken apart.
///
/// @param api Kafka's name of it; empty when it is not known
/// @param parts together they are all the bytes that were given
/// @param problem why not all of it could be read; empty when it could
public record Anatomy(String api, int version, List<Part> parts, String problem) {
    /// Every byte belongs to exactly one of them.
    public List<Part> leaves() {
        List<Part> leaves = new ArrayList<>();
        parts.forEach(part -> part.leaves(leaves::add));
        return leaves;
    }
}

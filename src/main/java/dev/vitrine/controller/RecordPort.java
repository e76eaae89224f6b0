package dev.vitrine.controller;

import java.util.List;

/// The metadata log, as the active controller sees it: the quorum's leader on the same node.
public interface RecordPort {
    /// The offset that the next record appended gets.
    long endOffset();

    /// The node that leads the quorum as far as this one knows, -1 for unknown.
    int leader();

    /// Appends records as one batch: all of them become committed, or none.
    ///
    /// @param term the term in which the controller believes to be active
    /// @return the offset of the last of them, or -1 when this node does not lead the quorum in
    ///   that term
    long append(int term, List<byte[]> records);
}

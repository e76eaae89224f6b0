package dev.vitrine.workload;

import java.util.BitSet;
import java.util.Map;

/// What an audit found in a partition, from an offset up to the high watermark.
///
/// @param logStart where the log starts
/// @param from the first offset that was read
/// @param copies how often each record of the lesson was found
/// @param occupied the offsets that hold a record, whosesoever, counted from `from`
record Found(
        long logStart,
        long from,
        Map<RecordId, Integer> copies,
        BitSet occupied,
        long highWatermark) {
    /// Whether a record lies at an offset that was read.
    boolean isOccupied(long offset) {
        return offset >= from && occupied.get((int) (offset - from));
    }
}

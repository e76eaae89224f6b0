package dev.vitrine.replica;

/// Somebody who waits for a partition to move.
public interface Waiter {
    /// The log grew by that many bytes.
    void onAppended(long bytes);

    /// The high watermark passed that many bytes; 0 when it is not known how many.
    void onCommitted(long bytes);

    /// The leadership changed, or the log was cut: what was found before may not hold.
    void onChanged();
}

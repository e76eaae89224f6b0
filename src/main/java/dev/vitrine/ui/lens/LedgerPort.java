package dev.vitrine.ui.lens;

import dev.vitrine.workload.Ledger;
import dev.vitrine.workload.RecordFate;

import java.util.List;
import java.util.function.Predicate;

/// What the lesson's own clients know of their records. Asked on the JavaFX thread.
public interface LedgerPort {
    /// Everything, in totals. The same object as long as nothing is known to be new.
    Ledger.Book book();

    /// The records that meet a condition, oldest first. Looks at all of them: for a click, not for
    /// a frame.
    List<RecordFate> fates(Predicate<RecordFate> condition);

    /// Has the logs looked into for what is lost, found again or there twice.
    void audit();
}

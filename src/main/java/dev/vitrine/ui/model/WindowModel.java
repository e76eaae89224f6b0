package dev.vitrine.ui.model;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit;
import dev.vitrine.ui.draw.Marks;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What the window shows, folded from one snapshot after the other. Of one thread.
public final class WindowModel {
    /// How often at most, in the engine's time, the inspector is told anew: nobody reads faster.
    static final long INSPECT_MS = 100;

    private final ReadOnlyObjectWrapper<Snapshot> snapshot =
            new ReadOnlyObjectWrapper<>(this, "snapshot", Snapshot.EMPTY);
    private final ReadOnlyObjectWrapper<Headline> headline =
            new ReadOnlyObjectWrapper<>(this, "headline", Headline.of(Snapshot.EMPTY));
    private final ReadOnlyObjectWrapper<Inspection> inspection;
    private final ObjectProperty<@Nullable Subject> selection =
            new SimpleObjectProperty<>(this, "selection");
    private final ObjectProperty<Marks> marks =
            new SimpleObjectProperty<>(this, "marks", Marks.NONE);
    private final ObjectProperty<List<Fault>> faults =
            new SimpleObjectProperty<>(this, "faults", List.of());
    private final StoryLines story = new StoryLines();
    private LeaderChanges changes = new LeaderChanges();
    private Map<String, String> brokerSettings = Map.of();
    private long nowMs;
    private long inspectedAtMs;

    public WindowModel() {
        inspection = new ReadOnlyObjectWrapper<>(this, "inspection", inspect());
        selection.subscribe(this::inspectNow);
    }

    /// Begins anew with another cluster.
    ///
    /// @param brokerSettings Kafka's names, as it was started with
    public void begin(Map<String, String> brokerSettings) {
        this.brokerSettings = Map.copyOf(brokerSettings);
        changes = new LeaderChanges();
        nowMs = 0;
        inspectedAtMs = 0;
        selection.set(null);
        marks.set(Marks.NONE);
        faults.set(List.of());
        show(Snapshot.EMPTY, 0);
    }

    /// Takes the next snapshot.
    ///
    /// The engine's time, as of what is shown.
    public long nowMs() {
        return nowMs;
    }

    /// @param nowMs the engine's time
    public void show(Snapshot next, long nowMs) {
        this.nowMs = Math.max(nowMs, next.atMs());
        changes.observe(next);
        snapshot.set(next);
        headline.set(Headline.of(next));
        story.show(next);
        if (Math.abs(this.nowMs - inspectedAtMs) >= INSPECT_MS) {
            inspectNow();
        }
    }

    private void inspectNow() {
        inspectedAtMs = nowMs;
        Inspection next = inspect();
        if (!next.equals(inspection.get())) {
            inspection.set(next);
        }
    }

    private Inspection inspect() {
        return new Inspector(snapshot.get(), nowMs, changes, brokerSettings, faults.get())
                .of(selection.get());
    }

    public ReadOnlyObjectProperty<Snapshot> snapshotProperty() {
        return snapshot.getReadOnlyProperty();
    }

    public Snapshot snapshot() {
        return snapshot.get();
    }

    public ReadOnlyObjectProperty<Headline> headlineProperty() {
        return headline.getReadOnlyProperty();
    }

    /// What is said of the selection.
    public ReadOnlyObjectProperty<Inspection> inspectionProperty() {
        return inspection.getReadOnlyProperty();
    }

    /// What is selected anywhere in the window; null for nothing.
    public ObjectProperty<@Nullable Subject> selectionProperty() {
        return selection;
    }

    /// Records that a person asked to see, wherever they are drawn.
    public ObjectProperty<Marks> marksProperty() {
        return marks;
    }

    /// The faults in effect that last, as the cluster told last.
    public ReadOnlyObjectProperty<List<Fault>> faultsProperty() {
        return faults;
    }

    public void showFaults(List<Fault> now) {
        if (!now.equals(faults.get())) {
            faults.set(now);
        }
    }

    /// The frame that a key lets go: the selected one, else the one that has been held longest;
    /// null when there is none.
    public Transit.@Nullable Parked frameToDeliver() {
        Transit transit = snapshot.get().transit();
        return selection.get() instanceof Subject.OfFrame(long frame)
                        && transit.frame(frame) != null
                ? transit.frame(frame)
                : transit.oldestHeld();
    }

    public StoryLines story() {
        return story;
    }

    /// The node that keys act on: the selected broker, or the one whose replica is selected. -1
    /// when none is.
    public int selectedNode() {
        return switch (selection.get()) {
            case Subject.OfNode(int node) -> node;
            case Subject.OfReplica(String _, int _, int node) -> node;
            case null, default -> -1;
        };
    }

    /// Selects the broker that is `step` further on in the order of ids; the first when none is
    /// selected.
    public void selectBroker(int step) {
        List<Integer> ids =
                snapshot.get().nodes().stream().filter(NodeView::broker).map(NodeView::id).toList();
        if (ids.isEmpty()) {
            return;
        }
        int at = ids.indexOf(selectedNode());
        int next = at < 0 ? (step > 0 ? 0 : ids.size() - 1) : Math.floorMod(at + step, ids.size());
        selection.set(new Subject.OfNode(ids.get(next)));
    }
}

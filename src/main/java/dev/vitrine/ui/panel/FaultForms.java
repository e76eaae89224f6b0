package dev.vitrine.ui.panel;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Route;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.model.FrameWords;
import dev.vitrine.ui.model.WindowModel;

import javafx.scene.Node;
import javafx.scene.control.Spinner;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The small forms below the buttons of faults that need more than a click.
public final class FaultForms {
    private static final int FRAME_DELAY_MS = 1_000;

    private final AddPopovers popovers;
    private final WindowModel model;
    private final Consumer<Fault> deed;
    private final Consumer<Fault> end;

    /// @param popovers show the forms: one is open at a time
    /// @param deed does what a fault says
    /// @param end ends one that is in effect
    public FaultForms(
            AddPopovers popovers, WindowModel model, Consumer<Fault> deed, Consumer<Fault> end) {
        this.popovers = popovers;
        this.model = model;
        this.deed = deed;
        this.end = end;
    }

    /// Faults of the links, beginning with the one on which the selected frame waits.
    public void links(Node button) {
        List<Integer> nodes = model.snapshot().nodes().stream().map(NodeView::id).toList();
        LinksForm form = new LinksForm(preset(), nodes, model.faultsProperty(), deed, end);
        popovers.show(button, form, form.firstField());
    }

    private Route preset() {
        if (model.selectionProperty().get() instanceof Subject.OfFrame(long number)) {
            Parked frame = model.snapshot().transit().frame(number);
            if (frame != null && Fault.isApi(Fault.apiName(frame.apiKey()))) {
                int asker = frame.isAnswer() ? frame.to() : frame.from();
                int asked = frame.isAnswer() ? frame.from() : frame.to();
                return new Route(Fault.apiName(frame.apiKey()), asker, asked, false);
            }
        }
        return Route.ALL;
    }

    /// Lets a frame go after a while.
    void delayFrame(Parked frame, Node button) {
        AddForm form = new AddForm("delay-frame", FrameWords.title(frame), "Delay it");
        Spinner<Integer> ms =
                form.number("ms", "Goes on in, ms", 1, Fault.DELAY_MS_MAX, FRAME_DELAY_MS);
        form.onSubmit(
                Optional::empty, () -> submit(new Fault.DelayFrame(frame.frame(), ms.getValue())));
        popovers.show(button, form);
    }

    private void submit(Fault fault) {
        popovers.hide();
        deed.accept(fault);
    }
}

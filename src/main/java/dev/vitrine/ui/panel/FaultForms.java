package dev.vitrine.ui.panel;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.model.FrameWords;

import javafx.scene.Node;
import javafx.scene.control.Spinner;

import java.util.Optional;
import java.util.function.Consumer;

/// The small forms below the buttons of faults that need more than a click.
public final class FaultForms {
    private static final int FRAME_DELAY_MS = 1_000;

    private final AddPopovers popovers;
    private final Consumer<Fault> deed;

    /// @param popovers show the forms: one is open at a time
    /// @param deed does what a fault says
    public FaultForms(AddPopovers popovers, Consumer<Fault> deed) {
        this.popovers = popovers;
        this.deed = deed;
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

package dev.vitrine.sim;

import java.io.PrintStream;

/// `simulate`: runs seeds one after the other, until one fails.
public final class SimulateCommand {
    /// After how many seeds it says how far it is.
    private static final int TELL_EVERY = 100;

    private SimulateCommand() {}

    /// Runs the seeds from `from` to `to`, both included, and tells what came of it.
    ///
    /// A single seed is told in detail: its options and how it went.
    ///
    /// @return the exit code: 0 when all is well, 1 at the first violation
    public static int simulate(long from, long to, PrintStream out) {
        long events = 0;
        long faults = 0;
        Tally.Totals totals = Tally.Totals.NONE;
        for (long seed = from; seed <= to; seed++) {
            try {
                Simulation.Result result = Simulation.run(seed);
                events += result.events();
                faults += result.faults();
                totals = totals.plus(result.totals());
                if (from == to) {
                    out.println(result);
                } else if ((seed - from + 1) % TELL_EVERY == 0) {
                    out.println("seeds " + from + ".." + seed + ": fine");
                }
            } catch (Simulation.Failure e) {
                out.println(e.getMessage());
                return 1;
            }
        }
        out.println(
                (to - from + 1)
                        + " seeds, "
                        + events
                        + " events, "
                        + faults
                        + " faults, "
                        + totals.words()
                        + ": nothing found");
        return 0;
    }

    /// Runs one seed and writes down everything that happens in it.
    public static int trace(long seed, PrintStream out) {
        try {
            out.println(Simulation.run(seed, PlantedBug.NONE, out));
            return 0;
        } catch (Simulation.Failure e) {
            out.println(e.getMessage());
            Throwable cause = e.getCause() == null ? null : e.getCause().getCause();
            if (cause != null) {
                cause.printStackTrace(out);
            }
            return 1;
        }
    }
}

package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.protocol.ApiMessage;

import java.util.ArrayDeque;
import java.util.List;

/// An administrator: does its tasks one after the other, each until it is done.
final class SimAdmin extends SimClient {
    static final long BACKOFF_MS = 100;

    private final ArrayDeque<AdminTask> tasks;
    private boolean asks;
    private long notBeforeMs;

    SimAdmin(
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<AdminTask> tasks,
            long requestTimeoutMs) {
        super("admin", env, ledger, brokers, List.of(), requestTimeoutMs);
        this.tasks = new ArrayDeque<>(tasks);
    }

    void add(AdminTask task) {
        tasks.add(task);
    }

    boolean isDone() {
        return tasks.isEmpty();
    }

    @Override
    long act(long nowMs) {
        AdminTask task = tasks.peek();
        if (task == null || asks) {
            return NEVER;
        }
        if (nowMs < notBeforeMs) {
            return notBeforeMs;
        }
        asks = true;
        request(
                anyBroker(),
                DATA,
                task.api(),
                task.versionMax(),
                version -> task.body(),
                answer -> got(task, answer),
                this::tryAgain);
        return NEVER;
    }

    private void tryAgain() {
        asks = false;
        notBeforeMs = env.clock().nowMs() + BACKOFF_MS;
    }

    private void got(AdminTask task, ApiMessage answer) {
        tryAgain();
        AdminTask.Verdict verdict = task.judge(answer);
        if (!verdict.lawful()) {
            ledger.broken("errors are lawful", "admin: " + task + ": " + verdict.error());
        }
        if (verdict.done()) {
            tasks.remove();
        } else {
            ledger.retried(verdict.error());
        }
    }
}

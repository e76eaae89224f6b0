package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class DilatableClockTest {
    private final AtomicLong wallNanos = new AtomicLong(1_000_000_007);
    private final DilatableClock clock = new DilatableClock(5_000, wallNanos::get);

    private void pass(long ms) {
        wallNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    @Test
    void timePassesAtTheWallsPaceAtFirst() {
        pass(250);
        assertThat(clock.nowMs()).isEqualTo(5_250);
        assertThat(clock.nanosUntil(5_300)).isEqualTo(50_000_000);
        assertThat(clock.nanosUntil(5_250)).isZero();
        assertThat(clock.nanosUntil(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingIsDueWhileItStandsStill() {
        clock.pause();
        pass(60_000);
        assertThat(clock.nowMs()).isEqualTo(5_000);
        assertThat(clock.nanosUntil(5_001)).isEqualTo(Long.MAX_VALUE);
        clock.advance(10);
        assertThat(clock.nowMs()).isEqualTo(5_010);
        clock.resume();
        pass(1);
        assertThat(clock.nowMs()).isEqualTo(5_011);
    }

    @Test
    void slowTimeMakesWaitsLonger() {
        clock.setSlowdown(1_000);
        assertThat(clock.nanosUntil(5_001)).isEqualTo(1_000_000_000);
        pass(2_000);
        assertThat(clock.nowMs()).isEqualTo(5_002);
        clock.setSlowdown(1);
        pass(3);
        assertThat(clock.nowMs()).isEqualTo(5_005);
    }

    @Test
    void aChangeOfPaceIsTold() {
        AtomicLong told = new AtomicLong();
        clock.onChange(told::incrementAndGet);
        clock.pause();
        clock.setSlowdown(2);
        clock.resume();
        assertThat(told).hasValue(3);
        assertThat(clock.slowdown()).isEqualTo(2);
        assertThatThrownBy(() -> clock.setSlowdown(1_001)).hasMessageContaining("1 to 1000 times");
        assertThatThrownBy(() -> clock.advance(-1)).hasMessageContaining("does not go back");
    }
}

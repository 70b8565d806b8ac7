package io.throughline.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.reactor.EventMask;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.junit.jupiter.api.Test;

/** What is asked of the session beneath, and under which lock. */
class PacedSessionTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> passedOn = new ArrayList<>();
    private IOSession.Status status = IOSession.Status.ACTIVE;
    private int mask = EventMask.READ;
    private final PacedSession session = new PacedSession((ProtocolIOSession) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ProtocolIOSession.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getLock":
                        return lock;
                    case "getStatus":
                        return status;
                    case "getTlsDetails":
                        return null;
                    case "getEventMask":
                        if (status == IOSession.Status.CLOSED) {
                            throw new CancelledKeyException();
                        }
                        return mask;
                    case "read":
                        ByteBuffer target = (ByteBuffer) arguments[0];
                        int room = target.remaining();
                        target.position(target.limit());
                        passedOn.add("read " + room);
                        return room;
                    default:
                        passedOn.add(method.getName() + " " + arguments[0]
                                + (lock.isHeldByCurrentThread() ? " locked" : ""));
                        return null;
                }
            }));

    @Test
    void anInterestThatIsKnownWakesNobody() {
        session.setEvent(EventMask.READ);
        session.clearEvent(EventMask.WRITE);
        assertThat(passedOn).isEmpty();
    }

    /** HttpCore looks whether there is more to write, and clears the interest, under the lock: what is told in between must not be taken for known. */
    @Test
    void whatIsNewIsToldUnderTheLock() {
        session.setEvent(EventMask.WRITE);
        session.clearEvent(EventMask.READ);
        assertThat(passedOn)
                .containsExactly("setEvent " + EventMask.WRITE + " locked", "clearEvent " + EventMask.READ + " locked");
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void aClosedConnectionHasNoInterests() {
        status = IOSession.Status.CLOSED;
        session.setEvent(EventMask.WRITE);
        session.clearEvent(EventMask.READ);
        assertThat(passedOn).isEmpty();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void nothingIsReadThatNobodyWants() throws Exception {
        mask = EventMask.WRITE;
        assertThat(session.read(ByteBuffer.allocate(100))).isZero();
        assertThat(passedOn).isEmpty();
    }

    /** A buffer with much in it waits for what is in it; one that stays as full, as of a long line whose end has not come, is read into. */
    @Test
    void aFullBufferIsReadIntoWhenItsReaderCanDoNothingWithIt() throws Exception {
        assertThat(session.read(ByteBuffer.allocate(1_000).position(200))).isEqualTo(800);
        assertThat(session.read(ByteBuffer.allocate(1_000).position(600))).isZero();
        assertThat(session.read(ByteBuffer.allocate(1_000).position(500))).isZero();
        assertThat(session.read(ByteBuffer.allocate(1_000).position(500))).isEqualTo(500);
        assertThat(passedOn).containsExactly("read 800", "read 500");
    }
}

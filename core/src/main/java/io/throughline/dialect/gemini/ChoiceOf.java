package io.throughline.dialect.gemini;

import io.throughline.dialect.StreamEvent;

/** Tells which choice an event is about. */
final class ChoiceOf {
    private ChoiceOf() {}

    /** Returns the choice's number, or -1 where the event is about none. */
    static int event(StreamEvent event) {
        if (event instanceof StreamEvent.TextDelta delta) {
            return delta.choice();
        } else if (event instanceof StreamEvent.ArgumentsDelta delta) {
            return delta.choice();
        } else if (event instanceof StreamEvent.BlockOpened opened) {
            return opened.choice();
        } else if (event instanceof StreamEvent.BlockClosed closed) {
            return closed.choice();
        } else if (event instanceof StreamEvent.SignatureDelta delta) {
            return delta.choice();
        } else if (event instanceof StreamEvent.EncryptedReasoning encrypted) {
            return encrypted.choice();
        } else if (event instanceof StreamEvent.OpaqueTold opaque) {
            return opaque.choice();
        } else if (event instanceof StreamEvent.LogprobsTold told) {
            return told.choice();
        }
        return event instanceof StreamEvent.Finished finished ? finished.choice() : -1;
    }
}

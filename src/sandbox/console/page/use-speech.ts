import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallView } from '../phone-state.ts';

export interface Speech {
  /** This browser can speak. */
  isPossible: boolean;
  isOn: boolean;
  turn: (on: boolean) => void;
}

/** Reads aloud what is heard on a call, each line in its language; what the caller does cuts it off. */
export function useSpeech(call: CallView | undefined): Speech {
  const [isOn, setOn] = useState(false);
  const heard = useRef({ callId: call?.id, lines: call?.lines.length ?? 0 });
  useEffect(() => {
    if (!call) return;
    const from = heard.current.callId === call.id ? heard.current.lines : 0;
    heard.current = { callId: call.id, lines: call.lines.length };
    if (isOn) call.lines.slice(from).forEach(speak);
  }, [call, isOn]);
  const turn = useCallback((on: boolean) => {
    if (!on) globalThis.speechSynthesis.cancel();
    setOn(on);
  }, []);
  return { isPossible: 'speechSynthesis' in globalThis, isOn, turn };
}

function speak({ side, kind, text, language }: CallView['lines'][number]): void {
  if (side === 'caller') globalThis.speechSynthesis.cancel();
  if (side === 'caller' || kind === 'signal') return;
  const utterance = new SpeechSynthesisUtterance(text);
  if (language) utterance.lang = language;
  globalThis.speechSynthesis.speak(utterance);
}

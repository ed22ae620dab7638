//! The end of what is waited for: its time is up, or the caller gives up.

use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

/// What the timers of the runtimes can take, in milliseconds.
pub(super) const LONGEST: u32 = 2_147_483_647;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(task: &Function, ms: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// Why a wait brought nothing.
pub(super) enum Waited {
    /// The end came first.
    Ended,
    /// The promise was rejected.
    Threw(JsValue),
}

/// The end of an attempt or a pause: its time is up, or the caller gives up.
pub(super) struct End {
    controller: AbortController,
    /// Resolves at the end, to this object. It does not reject: nobody may be waiting.
    promise: Promise,
    marker: Object,
    timer: JsValue,
    on_end: Closure<dyn FnMut()>,
    signal: Option<AbortSignal>,
}

impl End {
    pub(super) fn new(ms: u32, signal: Option<&AbortSignal>) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let marker = Object::new();
        let mut resolve = None;
        let promise = Promise::new(&mut |done, _| resolve = Some(done));
        let on_end = {
            let (controller, marker) = (controller.clone(), marker.clone());
            Closure::new(move || {
                controller.abort();
                if let Some(resolve) = &resolve {
                    let _ = resolve.call1(&JsValue::UNDEFINED, &marker);
                }
            })
        };
        let task: &Function = on_end.as_ref().unchecked_ref();
        let timer = set_timeout(task, ms.min(LONGEST));
        if let Some(signal) = signal {
            signal.add_event_listener_with_callback("abort", task)?;
            if signal.aborted() {
                let _ = task.call0(&JsValue::UNDEFINED);
            }
        }
        Ok(Self {
            controller,
            promise,
            marker,
            timer,
            on_end,
            signal: signal.cloned(),
        })
    }

    pub(super) fn is_over(&self) -> bool {
        self.controller.signal().aborted()
    }

    pub(super) fn was_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }

    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Comes with the end.
    pub(super) async fn wait(&self) {
        let _ = JsFuture::from(self.promise.clone()).await;
    }

    /// What `promise` resolves to, unless the end comes first.
    pub(super) async fn race(&self, promise: &JsValue) -> Result<JsValue, Waited> {
        let first = Promise::race(&Array::of2(promise, &self.promise));
        match JsFuture::from(first).await {
            Ok(value) if value == *self.marker => Err(Waited::Ended),
            Ok(value) => Ok(value),
            Err(thrown) => Err(Waited::Threw(thrown)),
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
        if let Some(signal) = &self.signal {
            let _ = signal.remove_event_listener_with_callback("abort", self.on_end.as_ref().unchecked_ref());
        }
    }
}

/// Nobody waits for it: a rejection must not end the process as one that nobody handles.
pub(super) fn hush(promise: &JsValue) {
    if promise.is_object() {
        let _ = Promise::all_settled(&Array::of1(promise));
    }
}

//! Signatures for payment gateways.

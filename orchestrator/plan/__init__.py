"""Playbook, district and checks to a Plan: one fused script per family; no network."""

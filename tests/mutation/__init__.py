"""Mutation testing of policy packs: does some worked case notice each small change of a rule?"""

"""Services, request types and the Web Forms they publish."""

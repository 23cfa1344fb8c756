"""GOV.UK Notify as a carrier of texts, emails and precompiled letters, through its own client."""

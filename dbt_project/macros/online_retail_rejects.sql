{#- Invoice lines that are no sale: shared by the series sets made of them. -#}
{% macro online_retail_rejects() %}
    {{ return({
        'unparsable_date': 'invoiced_at is null',
        'unparsable_quantity': 'quantity is null',
        'unparsable_price': 'price is null or not isfinite(price)',
        'cancellation': "invoice like 'C%'",
        'non_positive_quantity': 'quantity <= 0',
        'non_positive_price': 'price <= 0',
    }) }}
{% endmacro %}
